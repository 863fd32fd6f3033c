import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * The folder of a copy of this checkout, whose package has a file for each source: a profile tells by its file
 * what a function is for, and the build puts many sources into one.
 */
export async function copyByFile(): Promise<string> {
  const folder = path.resolve('node_modules/.cache/bench-by-file');
  await promisify(execFile)(process.execPath, ['tools/compile.mjs', folder]);
  await cp('bench/dist', path.join(folder, 'bench/dist'), { recursive: true });
  return folder;
}
