import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Need } from '../need.interface.js';
import { atDefaultPort } from '../ways/at-default-port.js';
import { debianPackage } from '../ways/debian-package.js';
import { inDocker } from '../ways/in-docker.js';
import { installedProgram } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';
import { startedServer, type Launch } from '../ways/started-server.js';

const run = promisify(execFile);

const packaged = (): Promise<string | undefined> =>
  debianPackage('mariadb-server-core', 'usr/sbin/mariadbd');

/** MariaDB, or MySQL where one is named or already runs. */
export const mariadb: Need = {
  title: 'MariaDB',
  variable: 'MYSQL_URL',
  ways: [
    namedByVariable('MYSQL_URL', answers),
    atDefaultPort('mysql://root@127.0.0.1:3306/test', answers),
    startedServer(() => installedProgram(['mariadbd'], ['/usr/sbin']), prepare, answers),
    inDocker('mariadb', 3306, (address) => `mysql://root@${address}/test`),
    startedServer(packaged, prepare, answers),
  ],
  remedy: 'install mariadb-server, start it at 127.0.0.1:3306, or set MYSQL_URL',
  undeclared: 'mysql://add-needs-mariadb-to-this-test-file.invalid/test',
};

/** What MariaDB's own script `mariadb-install-db` does, which needs more programs than the server. */
const TABLES = [
  'mysql_system_tables.sql',
  'mysql_performance_tables.sql',
  'mysql_system_tables_data.sql',
  'maria_add_gis_sp_bootstrap.sql',
];
/** `root` has no password, and comes from this machine. */
const ACCESS = 'SET @auth_root_socket = NULL;';

async function prepare(command: string, folder: string, port: number): Promise<Launch> {
  const data = path.join(folder, 'data');
  await mkdir(data);
  const share = await shareOf(command);
  const common = [
    '--no-defaults',
    `--datadir=${data}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${path.join(share, 'charsets')}`,
    `--user=${userInfo().username}`,
    '--skip-name-resolve',
  ];
  const tables = await Promise.all(
    TABLES.map((file) => readFile(path.join(share, file), 'utf8').catch(() => '')),
  );
  const sql = ['CREATE DATABASE mysql;', 'USE mysql;', ACCESS, ...tables, 'CREATE DATABASE test;'];
  const bootstrap = run(command, [...common, '--bootstrap'], { cwd: folder });
  bootstrap.child.stdin?.end(sql.join('\n'));
  await bootstrap;
  const args = [
    ...common,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${path.join(folder, 'socket')}`,
    `--pid-file=${path.join(folder, 'pid')}`,
  ];
  return { url: `mysql://root@127.0.0.1:${port}/test`, command, args };
}

/** The folder of the server's own files, where it is installed and where its package was unpacked. */
async function shareOf(command: string): Promise<string> {
  const folder = path.dirname(await realpath(command));
  const unpacked = path.join(folder, 'root/usr/share/mysql');
  const isUnpacked = await stat(unpacked).catch(() => undefined);
  return isUnpacked ? unpacked : path.join(folder, '../share/mysql');
}

/** Whether a server greets as one of MySQL's protocol 10 does; it speaks first. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port || 3306), hostname);
    socket.setTimeout(2_000, () => socket.destroy());
    socket.once('data', (greeting) => {
      resolve(greeting[4] === 10);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
