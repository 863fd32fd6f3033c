import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { Need } from '../need.interface.js';
import { atDefaultPort } from '../ways/at-default-port.js';
import { inDocker } from '../ways/in-docker.js';
import { installedProgram } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';
import { startedServer, type Launch } from '../ways/started-server.js';

const run = promisify(execFile);

/** MariaDB, or MySQL where one is named or already runs. */
export const mariadb: Need = {
  title: 'MariaDB',
  variable: 'MYSQL_URL',
  ways: [
    namedByVariable('MYSQL_URL', answers),
    atDefaultPort('mysql://root@127.0.0.1:3306/test', answers),
    startedServer(() => installedProgram(['mariadbd'], ['/usr/sbin']), prepare, answers),
    inDocker('mariadb', 3306, (address) => `mysql://root@${address}/test`),
  ],
  remedy: 'install mariadb-server, start it at 127.0.0.1:3306, or set MYSQL_URL',
  undeclared: 'mysql://add-needs-mariadb-to-this-test-file.invalid/test',
};

async function prepare(command: string, folder: string, port: number): Promise<Launch> {
  const data = path.join(folder, 'data');
  await mkdir(data);
  const user = `--user=${userInfo().username}`;
  // Creates the database `test`, too.
  await run('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    user,
  ]);
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${path.join(folder, 'socket')}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    user,
  ];
  return { url: `mysql://root@127.0.0.1:${port}/test`, command, args };
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
