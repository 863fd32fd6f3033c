import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ExpiredRows, PURGED_AT_ONCE } from '../../lib/store/sql/expired-rows.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { until } from '../support/until.js';

const HOUR = 60 * 60 * 1000;

let logger: RecordingLogger;
/** The time of the process, in milliseconds. */
let now: number;

beforeEach(() => {
  logger = new RecordingLogger();
  Logger.overrideLogger(logger);
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** What is done until nothing is left to do: no deletion waits for anything but a turn of the event loop. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('A deletion ends after a thousand batches, even if there is always one more.', async () => {
  let [batches, pauses] = [0, 0];
  const rows = new ExpiredRows(
    'Store',
    'callbacks',
    async () => {
      batches++;
      return PURGED_AT_ONCE;
    },
    async () => void pauses++,
  );

  rows.purgeIfDue();

  await until(() => batches >= 1_000);
  await settled();
  expect([batches, pauses]).toEqual([1_000, 999]);
});

it('A pause between two batches lets others have the connection, and keeps no process alive.', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const [begin, before] = [Date.now(), timers()];
  const moments: number[] = [];
  const rows = new ExpiredRows('Store', 'callbacks', async () => {
    moments.push(Date.now() - begin);
    return moments.length < 3 ? PURGED_AT_ONCE : 0;
  });

  rows.purgeIfDue();
  await settled();

  expect(moments).toHaveLength(1);
  expect(timers()).toBe(before);
  await until(() => moments.length === 3);
  expect(moments[2]).toBeGreaterThanOrEqual(30);
});

it('A batch that was not full is the last one, and the next deletion is an hour later.', async () => {
  const batches: number[] = [];
  const rows = new ExpiredRows(
    'Store',
    'callbacks',
    async () => {
      batches.push(now);
      return PURGED_AT_ONCE - 1;
    },
    async () => undefined,
  );

  for (const moment of [0, 1, HOUR - 1, HOUR, HOUR + 1, 2 * HOUR]) {
    now = moment;
    rows.purgeIfDue();
    await settled();
  }

  expect(batches).toEqual([0, HOUR, 2 * HOUR]);
});

it('A failure is logged by the name of the store once, and again after a deletion that succeeds.', async () => {
  const answers = [new Error('lock timeout'), 'a text', 0, undefined];
  const rows = new ExpiredRows('Store', 'callbacks', async () => {
    const answer = answers.shift();
    if (typeof answer === 'number') {
      return answer;
    }
    throw answer;
  });

  for (let i = 0; i < 4; i++) {
    now = i * HOUR;
    rows.purgeIfDue();
    await settled();
  }

  const logged = (reason: string) => ({
    level: 'warn',
    message:
      `Expired rows of callbacks could not be deleted: ${reason}. The table grows; the next attempt is in an hour. ` +
      'Grant DELETE to the role, and call createTables() once to create the index.',
    context: 'Store',
  });
  expect(logger.lines).toMatchObject([logged('lock timeout'), logged('undefined')]);
});
