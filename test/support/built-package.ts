import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The package as it is published, without declarations and documents. */
export interface BuiltPackage {
  /** The folder of its code. */
  readonly dist: string;
  remove(): void;
}

/** Builds the package beside the one in `dist`. @param name the name of a folder, one for each spec */
export async function buildPackage(name: string): Promise<BuiltPackage> {
  // Within node_modules, so that it finds its dependencies.
  const folder = resolve('node_modules', '.cache', name);
  for (const tool of ['compile', 'bundle']) {
    await promisify(execFile)(process.execPath, [`tools/${tool}.mjs`, folder]);
  }
  return { dist: join(folder, 'dist'), remove: () => rmSync(folder, { recursive: true }) };
}
