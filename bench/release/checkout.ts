import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * The release that `--against-release` compares with, and its last commit. It is built from there: the
 * repository has no tags, and 0.1.0 is not on npm.
 */
export const RELEASE = { version: '0.1.0', commit: 'dc1acc1' } as const;

/**
 * The folder of the release, with its package and its benchmark built, relative to the root. It is made
 * once, in a folder that git ignores, and uses the packages that are installed here.
 */
export async function releaseCheckout(): Promise<string> {
  const folder = path.resolve(
    'node_modules/.cache',
    `release-${RELEASE.version}-${RELEASE.commit}`,
  );
  if (existsSync(path.join(folder, 'bench/dist/bench/main.js'))) {
    return folder;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await execute('git', ['archive', '--output', archive, RELEASE.commit]);
  await execute('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  await execute('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: folder });
  await execute('npx', ['tsc', '-p', 'bench'], { cwd: folder });
  return folder;
}
