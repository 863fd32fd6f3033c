import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Way } from '../need.interface.js';

const run = promisify(execFile);
const composeFile = path.resolve('test/services/compose.yaml');
const TIME_TO_PULL = 180_000;

/** A container of [compose.yaml](../compose.yaml), on a free port, removed after the tests. */
export function inDocker(service: string, port: number, urlAt: (address: string) => string): Way {
  return async () => {
    if (!(await dockerRuns())) {
      return undefined;
    }
    const project = `newpay-tests-${process.pid}-${service}`;
    const compose = (...args: string[]) =>
      run('docker', ['compose', '--project-name', project, '--file', composeFile, ...args], {
        timeout: TIME_TO_PULL,
      });
    // Not `rm`, which leaves a network behind; Docker has addresses for about thirty.
    const stop = async (): Promise<void> => void (await compose('down', '--volumes'));
    try {
      await compose('up', '--detach', '--wait', '--quiet-pull', service);
      const { stdout } = await compose('port', service, `${port}`);
      return { value: urlAt(stdout.trim()), origin: 'started in Docker', stop };
    } catch (error) {
      await stop().catch(() => undefined);
      throw error;
    }
  };
}

/** Whether there is Compose, and a Docker daemon that answers. */
async function dockerRuns(): Promise<boolean> {
  try {
    await run('docker', ['compose', 'version'], { timeout: 3_000 });
    await run('docker', ['info'], { timeout: 3_000 });
    return true;
  } catch {
    return false;
  }
}
