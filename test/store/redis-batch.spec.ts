/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ScriptBatch } from '../../lib/redis/script-batch.js';
import { rejection } from '../support/rejection.js';
import { redisUrl } from '../support/services.js';

const redis = new Redis(redisUrl, { lazyConnect: true });
const prefix = `test:${randomUUID()}:`;
const SET = `return redis.call('SET', KEYS[1], ARGV[1])`;
const GET = `return redis.call('GET', KEYS[1]) or ''`;
/** How many keys each command had. */
let sent: number[];
/** The text of each command. */
let texts: string[];
let batch: ScriptBatch;

function batchOn(client: Redis): ScriptBatch {
  return new ScriptBatch((script, keys, args) => {
    sent.push(keys.length);
    texts.push(script);
    return client.eval(script, keys.length, ...keys, ...args);
  });
}

beforeAll(() => redis.connect());
beforeEach(() => {
  sent = [];
  texts = [];
  batch = batchOn(redis);
});
afterAll(() => redis.quit());

describe('The scripts of one turn of the event loop', () => {
  it('They go to Redis in one command, and each has its own answer.', async () => {
    const keys = ['a', 'b', 'c'].map((key) => prefix + key);
    expect(await Promise.all(keys.map((key, i) => batch.run(SET, [key], [`value ${i}`])))).toEqual([
      'OK',
      'OK',
      'OK',
    ]);
    const [read, written] = await Promise.all([
      Promise.all(keys.map((key) => batch.run(GET, [key], []))),
      batch.run(SET, [`${prefix}d`], ['value 3']),
    ]);
    expect(read).toEqual(['value 0', 'value 1', 'value 2']);
    expect(written).toBe('OK');
    expect(sent).toEqual([3, 4]);
  });

  it('Those of the same key run in the order of the calls.', async () => {
    const key = `${prefix}same`;
    const answers = ['1', '2'].flatMap((value) => [
      batch.run(SET, [key], [value]),
      batch.run(GET, [key], []),
    ]);
    expect(await Promise.all(answers)).toEqual(['OK', '1', 'OK', '2']);
  });

  it('One that fails does not fail the others.', async () => {
    const list = `${prefix}list`;
    await redis.lpush(list, 'x');
    const [failed, written] = await Promise.all([
      rejection(batch.run(GET, [list], []), Error),
      batch.run(SET, [`${prefix}other`], ['1']),
    ]);
    expect(String(failed)).toMatch(/^Error: WRONGTYPE /);
    expect(written).toBe('OK');
    expect(await redis.get(`${prefix}other`)).toBe('1');
    expect(sent).toEqual([2]);
  });

  it('A single one goes as it is, also after many.', async () => {
    expect(await batch.run(SET, [`${prefix}one`], ['1'])).toBe('OK');
    await Promise.all([batch.run(GET, [`${prefix}one`], []), batch.run(GET, [`${prefix}two`], [])]);
    expect(await batch.run(GET, [`${prefix}one`], [])).toBe('1');
    expect(sent).toEqual([1, 2, 1]);
    expect([texts[0], texts[2]]).toEqual([SET, GET]);
  });

  it.each([
    [100, [50, 50]],
    [101, [50, 50, 1]],
  ])('No command has more than fifty: %d have %j.', async (count, together) => {
    const keys = Array.from({ length: count }, (_, i) => `${prefix}many:${i}`);
    await Promise.all(keys.map((key, i) => batch.run(SET, [key], [String(i)])));
    expect(sent).toEqual(together);
    expect(await redis.mget(keys)).toEqual(keys.map((_, i) => String(i)));
  });
});

describe('When Redis does not answer as it should', () => {
  it.each<[string, unknown]>([
    ['too few replies', [[1, 'OK']]],
    ['no replies', 'QUEUED'],
  ])('All calls fail: %s.', async (_, answer) => {
    batch = new ScriptBatch(async () => answer);
    const faults = await Promise.all([
      rejection(batch.run(SET, ['a'], []), Error),
      rejection(batch.run(SET, ['b'], []), Error),
    ]);
    const message = 'Redis did not answer with 2 replies to a script with 2 calls';
    expect(faults).toEqual([new Error(message), new Error(message)]);
  });

  it('A call fails whose reply does not say how it ended.', async () => {
    batch = new ScriptBatch(async () => [['1', 'OK'], 'OK']);
    const [first, second] = [
      batch.run(SET, ['a'], []),
      rejection(batch.run(SET, ['b'], []), Error),
    ];
    expect(await first).toBe('OK');
    expect(await second).toEqual(new Error('Redis did not say how the script ended'));
  });

  it('All calls fail with the error of their command.', async () => {
    const away = new Error('Connection is closed.');
    batch = new ScriptBatch(() => Promise.reject(away));
    expect(
      await Promise.all([
        rejection(batch.run(SET, ['a'], []), Error),
        rejection(batch.run(SET, ['b'], []), Error),
      ]),
    ).toEqual([away, away]);
  });
});
