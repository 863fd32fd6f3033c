import { afterEach, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { AppProcess } from '../support/app-process.js';

/** A process of its own: what earlier test files left in a worker of Jest allocates as well. */
const APP = fileURLToPath(new URL('kept-while-waiting.fixture.ts', import.meta.url));

/** In bytes, without the connection. */
const KEPT = 5_000;

/** Every file is compiled while it is loaded. */
const TIME_LIMIT = 120_000;

let app: AppProcess | undefined;

afterEach(() => app?.kill('SIGKILL'));

it(
  'An order that waits for its answer keeps little: the garbage collector copies it again and again.',
  async () => {
    app = await AppProcess.start(APP, {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      variables: {},
      listening: 'bytes',
    });

    expect(Number(/kept (\d+) bytes/.exec(app.output)?.[1])).toBeLessThan(KEPT);
  },
  TIME_LIMIT,
);
