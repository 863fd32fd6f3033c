import { Redis } from 'ioredis';
import type { Need } from '../need.interface.js';
import { atDefaultPort } from '../ways/at-default-port.js';
import { debianPackage } from '../ways/debian-package.js';
import { inDocker } from '../ways/in-docker.js';
import { installedProgram, isExecutable } from '../ways/installed-program.js';
import { namedByVariable } from '../ways/named-by-variable.js';
import { startedServer, type Launch } from '../ways/started-server.js';

const installed = (): Promise<string | undefined> => installedProgram(['redis-server']);
const packaged = (): Promise<string | undefined> =>
  debianPackage('redis-server', 'usr/bin/redis-server');

/** A server that the tests share. */
export const redis: Need = {
  title: 'Redis',
  variable: 'REDIS_URL',
  ways: [
    namedByVariable('REDIS_URL', answers),
    atDefaultPort('redis://127.0.0.1:6379', answers),
    startedServer(installed, prepare, answers),
    inDocker('redis', 6379, (address) => `redis://${address}`),
    startedServer(packaged, prepare, answers),
  ],
  remedy: 'install redis-server, start Redis at 127.0.0.1:6379, or set REDIS_URL',
  undeclared: 'redis://add-needs-redis-to-this-test-file.invalid',
};

const programOf = (find: () => Promise<string | undefined>) => async () => {
  const value = await find();
  return value === undefined ? undefined : { value };
};

/** The program, for tests that kill and restart servers of their own. */
export const redisServer: Need = {
  title: 'redis-server',
  variable: 'REDIS_SERVER',
  ways: [namedByVariable('REDIS_SERVER', isExecutable), programOf(installed), programOf(packaged)],
  remedy: 'install redis-server, or set REDIS_SERVER to its path',
  undeclared: 'add-needs-redis-server-to-this-test-file',
};

async function prepare(command: string, folder: string, port: number): Promise<Launch> {
  const listening = ['--bind', '127.0.0.1', '--port', `${port}`];
  const args = [...listening, '--dir', folder, '--save', '', '--appendonly', 'no'];
  return { url: `redis://127.0.0.1:${port}`, command, args };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    retryStrategy: () => null,
  });
  // Says nothing more than the rejection below.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
