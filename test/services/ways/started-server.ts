import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../support/free-port.js';
import type { Way } from '../need.interface.js';

const TIME_TO_START = 30_000;

/** How a server of one kind is started. */
export interface Launch {
  readonly url: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The user that runs it, for servers that refuse to run as root. */
  readonly uid?: number;
}

/** A server of our own, on a free port and with its files in a temporary folder, stopped after the tests. */
export function startedServer(
  findBinary: () => Promise<string | undefined>,
  prepare: (binary: string, folder: string, port: number) => Promise<Launch>,
  answers: (url: string) => Promise<boolean>,
): Way {
  return async () => {
    const binary = await findBinary();
    if (binary === undefined) {
      return undefined;
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'newpay-services-'));
    let server: ChildProcess | undefined;
    const clean = (): void => {
      server?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    };
    // Also when the run is interrupted.
    process.once('exit', clean);
    const stop = async (): Promise<void> => {
      process.off('exit', clean);
      if (server && server.exitCode === null && server.signalCode === null) {
        const exit = once(server, 'exit');
        // An orderly end takes the server's own child processes along.
        server.kill('SIGINT');
        await Promise.race([exit, setTimeout(5_000, undefined, { ref: false })]);
      }
      clean();
    };
    try {
      await chmod(folder, 0o755);
      const { url, command, args, uid } = await prepare(binary, folder, await freePort());
      server = spawn(command, args, { cwd: folder, stdio: 'ignore', uid, gid: uid });
      await untilItAnswers(server, () => answers(url));
      return { value: url, origin: `started from ${binary}`, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  };
}

async function untilItAnswers(
  server: ChildProcess,
  answers: () => Promise<boolean>,
): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => (failure = error));
  server.once('exit', (code) => (failure ??= new Error(`it ended with ${code} at its start`)));
  const end = Date.now() + TIME_TO_START;
  while (!(await answers())) {
    if (failure) {
      throw failure;
    }
    if (Date.now() > end) {
      throw new Error(`it did not answer within ${TIME_TO_START / 1000} s`);
    }
    await setTimeout(100);
  }
}
