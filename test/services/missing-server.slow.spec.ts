import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';

const FILE = 'test/store/redis-resend.spec.ts';
const SENTENCE = 'There is no Redis: REDIS_URL is redis://127.0.0.1:1, which does not answer.';

/** Runs the tests of a file that needs Redis, where there is none. */
async function runWithout(variables: NodeJS.ProcessEnv) {
  const jest = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--maxWorkers=1',
    FILE,
  ];
  const env = { ...process.env, REDIS_URL: 'redis://127.0.0.1:1', ...variables };
  const run = spawn(process.execPath, jest, { env });
  const exit = once(run, 'exit');
  const output = await text(run.stderr);
  const [code] = (await exit) as [number];
  return { code, output };
}

it('Where a server is missing, the files that need it are not loaded, named, and no failure.', async () => {
  const { code, output } = await runWithout({ CI: '' });

  expect(output).toContain(`${SENTENCE} The tests that need it are not run.\n`);
  expect(output).toContain(`Not run, because something that they need is missing:\n  ${FILE}\n`);
  expect(output).toContain('Test Suites: 1 skipped, 0 of 1 total');
  expect(output).not.toContain('ECONNREFUSED');
  expect(code).toBe(0);
}, 120_000);

it('In CI a missing server is a failure, and nothing runs.', async () => {
  const { code, output } = await runWithout({ CI: 'true' });

  expect(output).toContain(`CI runs every test. ${SENTENCE}`);
  expect(output).not.toContain('Test Suites:');
  expect(code).toBe(1);
}, 120_000);
