import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { announce } from '../announce.js';
import { installedProgram, isExecutable } from './installed-program.js';

const run = promisify(execFile);
const cache = path.resolve('node_modules/.cache/newpay-services');
const LISTS = path.join(cache, 'lists');
const TIME_TO_DOWNLOAD = 120_000;

/**
 * A program of a Debian package, with the libraries that this machine lacks. `apt-get` downloads and
 * verifies them, into `node_modules/.cache`: nothing is installed, so this needs no root.
 *
 * @param program its path in the package: `usr/bin/redis-server`
 */
export function debianPackage(name: string, program: string): Promise<string | undefined> {
  const found = packages.get(name) ?? findOrDownload(name, program);
  packages.set(name, found);
  return found;
}

/** Two needs can be one package. */
const packages = new Map<string, Promise<string | undefined>>();

async function findOrDownload(name: string, program: string): Promise<string | undefined> {
  const starter = path.join(cache, name, path.basename(program));
  if (await isExecutable(starter)) {
    return starter;
  }
  if (!(await installedProgram(['apt-get'])) || !(await installedProgram(['dpkg-deb']))) {
    return undefined;
  }
  announce(`downloading Debian's package ${name} into node_modules/.cache, once`);
  const folder = path.join(cache, `${name}-${process.pid}`);
  try {
    await download(name, folder);
    if (!(await isExecutable(path.join(folder, 'root', program)))) {
      throw new Error(`the package has no ${program}`);
    }
    await writeStarter(folder, path.join(cache, name), program);
    await rm(path.join(cache, name), { recursive: true, force: true });
    await rename(folder, path.join(cache, name));
    return starter;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new Error(`apt-get could not download ${name}: ${firstError(stderr) ?? message}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Leaves the files of the package and of what it needs in `folder/root`. */
async function download(name: string, folder: string): Promise<void> {
  const archives = path.join(folder, 'archives');
  const root = path.join(folder, 'root');
  await mkdir(path.join(archives, 'partial'), { recursive: true });
  await mkdir(root, { recursive: true });
  await (updated ??= update());
  await aptGet(folder, 'install', '--yes', '--download-only', '--no-install-recommends', name);
  const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
  // The C library belongs to the system's loader; every Debian has one that is new enough.
  for (const file of files.filter((one) => !one.startsWith('libc6_'))) {
    await run('dpkg-deb', ['--extract', path.join(archives, file), root]);
  }
  await rm(archives, { recursive: true });
}

/** Two updates of the same lists at the same time would damage them, and the packages are downloaded side by side. */
let updated: Promise<void> | undefined;

async function update(): Promise<void> {
  await mkdir(path.join(LISTS, 'partial'), { recursive: true });
  await aptGet(path.join(cache, 'update'), 'update', '--error-on=any');
}

/** @param folder where it downloads to */
async function aptGet(folder: string, ...args: string[]): Promise<void> {
  const settings = {
    'Dir::State::lists': LISTS,
    'Dir::Cache': folder,
    'Dir::Cache::archives': path.join(folder, 'archives'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '5',
    'Acquire::https::Timeout': '5',
  };
  await run(
    'apt-get',
    [...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]), ...args],
    { timeout: TIME_TO_DOWNLOAD, env: { ...process.env, LC_ALL: 'C' } },
  );
}

/** A script that runs the program with the libraries that were downloaded with it. */
async function writeStarter(folder: string, home: string, program: string): Promise<void> {
  const root = path.join(home, 'root');
  const libraries: string[] = [];
  for (const lib of ['usr/lib', 'lib']) {
    // A machine that has all libraries downloads none.
    const names = await readdir(path.join(folder, 'root', lib)).catch(() => []);
    libraries.push(
      ...names.filter((name) => name.includes('-linux-')).map((name) => path.join(root, lib, name)),
    );
  }
  await writeFile(
    path.join(folder, path.basename(program)),
    `#!/bin/sh\nexport LD_LIBRARY_PATH='${libraries.join(':')}'\nexec '${path.join(root, program)}' "$@"\n`,
    { mode: 0o755 },
  );
}

function firstError(output: string): string | undefined {
  return /^[EW]: (.+)/m.exec(output)?.[1];
}
