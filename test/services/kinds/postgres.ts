import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, DatabaseError } from 'pg';
import type { Need } from '../need.interface.js';
import { atDefaultPort } from '../ways/at-default-port.js';
import { inDocker } from '../ways/in-docker.js';
import { installedProgram } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';
import { postgresPackage } from '../ways/postgres-package.js';
import { startedServer, type Launch } from '../ways/started-server.js';

const run = promisify(execFile);

/** Debian's folder of servers, one for each version. */
const VERSIONS = '/usr/lib/postgresql';
/** `nobody` of Linux. */
const UNPRIVILEGED = 65_534;

export const postgres: Need = {
  title: 'PostgreSQL',
  variable: 'DATABASE_URL',
  ways: [
    namedByVariable('DATABASE_URL', answers),
    atDefaultPort('postgres://postgres@127.0.0.1:5432/test', answers),
    startedServer(installed, prepare, answers),
    inDocker('postgres', 5432, (address) => `postgres://postgres@${address}/test`),
    startedServer(postgresPackage, prepare, answers),
  ],
  remedy: 'install postgresql, start PostgreSQL at 127.0.0.1:5432, or set DATABASE_URL',
  undeclared: 'postgres://add-needs-postgres-to-this-test-file.invalid/test',
};

async function installed(): Promise<string | undefined> {
  const versions = await readdir(VERSIONS).catch(() => []);
  const folders = versions.map((version) => path.join(VERSIONS, version, 'bin'));
  return installedProgram(['postgres'], folders);
}

async function prepare(binary: string, folder: string, port: number): Promise<Launch> {
  const uid = process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
  const data = path.join(folder, 'data');
  const bin = path.dirname(uid === undefined ? binary : await readableByAll(binary, folder));
  if (uid !== undefined) {
    await mkdir(data, { mode: 0o700 });
    await chown(data, uid, uid);
  }
  await run(
    path.join(bin, 'initdb'),
    [
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--no-sync',
    ],
    { cwd: folder, uid, gid: uid, env: { ...process.env, LC_ALL: 'C' } },
  );
  const settings = {
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    // Nothing of this survives a power cut, and nothing has to.
    fsync: 'off',
    synchronous_commit: 'on',
    full_page_writes: 'off',
    // The tests open some pools at a time.
    max_connections: '200',
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/test`,
    command: path.join(bin, 'postgres'),
    args: ['-D', data, ...args],
    uid,
  };
}

/** The program, or a copy of it with its libraries if another user than root cannot reach it. */
async function readableByAll(binary: string, folder: string): Promise<string> {
  let parent = path.dirname(binary);
  while (((await stat(parent)).mode & 0o001) !== 0) {
    if (parent === path.dirname(parent)) {
      return binary;
    }
    parent = path.dirname(parent);
  }
  const home = path.resolve(binary, '../..');
  const copy = path.join(folder, 'postgres');
  await cp(home, copy, { recursive: true, verbatimSymlinks: true });
  return path.join(copy, path.relative(home, binary));
}

/** Also creates the database, if the server has it not. */
async function answers(url: string): Promise<boolean> {
  try {
    await query(url, 'SELECT 1');
    return true;
  } catch (error) {
    const isDatabaseMissing = error instanceof DatabaseError && error.code === '3D000';
    return isDatabaseMissing && createDatabase(url);
  }
}

async function createDatabase(url: string): Promise<boolean> {
  const name = new URL(url).pathname.slice(1);
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  return query(maintenance.href, `CREATE DATABASE "${name.replaceAll('"', '""')}"`).then(
    () => true,
    () => false,
  );
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end().catch(() => undefined);
  }
}
