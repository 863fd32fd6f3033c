import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The command line as it is published, for processes of its own. */
export interface Program {
  /** The folder of its compiled files. */
  readonly build: string;
  /** The file to run. */
  readonly main: string;
  remove(): void;
}

/** Compiles the command line. @param name the name of a folder, one for each spec */
export async function compileProgram(name: string): Promise<Program> {
  // Within node_modules, so that the program finds its dependencies.
  const folder = resolve('node_modules', '.cache', name);
  const build = join(folder, 'dist');
  mkdirSync(folder, { recursive: true });
  copyFileSync('package.json', join(folder, 'package.json'));
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--noCheck', '--declaration', 'false', '--outDir', build];
  const args = [compiler, '-p', 'tsconfig.build.json', ...options];
  await promisify(execFile)(process.execPath, args);
  return {
    build,
    main: join(build, 'cli', 'main.js'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
