/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { IoRedisLike } from '../../lib/redis/index.js';
import { KnownScripts } from '../../lib/redis/known-scripts.js';
import { rejection } from '../support/rejection.js';
import { redisUrl } from '../support/services.js';

const redis = new Redis(redisUrl, { lazyConnect: true });
const key = `test:${randomUUID()}`;
/** The commands that were sent. */
let sent: string[];
let scripts: KnownScripts;

beforeAll(() => redis.connect());
beforeEach(() => {
  sent = [];
  const client: IoRedisLike = {
    call: (command, ...args) => {
      sent.push(command);
      return redis.call(command, ...args);
    },
    eval: (script, keys, ...args) => {
      sent.push('EVAL');
      return redis.eval(script, keys, ...args);
    },
  };
  scripts = new KnownScripts(async () => client);
});
afterAll(async () => {
  await redis.del(key);
  await redis.quit();
});

describe('A script that is sent often', () => {
  it('goes with its text once, and by its hash after that.', async () => {
    const script = `return { KEYS[1], ARGV[1], '${randomUUID()}' }`;

    expect(await scripts.send(script, [key], ['1'])).toEqual([key, '1', expect.any(String)]);
    expect(await scripts.send(script, [key], ['2'])).toEqual([key, '2', expect.any(String)]);

    expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA']);
  });

  it('is not sent again when it fails: it may have run.', async () => {
    const script = `redis.call('INCR', KEYS[1]) return redis.error_reply('ERR ${randomUUID()}')`;
    await rejection(scripts.send(script, [key], []), Error);
    await rejection(scripts.send(script, [key], []), Error);

    expect(sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA']);
    expect(await redis.get(key)).toBe('2');
  });
});
