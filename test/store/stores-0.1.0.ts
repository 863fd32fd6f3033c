import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { NewPayCallbackStore, NewPayClaim } from '../../lib/index.js';

// The commands of release 0.1.0, to the letter: a release that follows has to work beside its
// instances, and over what they wrote. Do not adapt them to the code.

const LEASE = 240_000;
const RETENTION = 604_800_000;

const CLAIM = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local handled = redis.call('HGET', KEYS[1], 'rank')
if handled and tonumber(handled) >= tonumber(ARGV[1]) then
  return { 'handled', handled, redis.call('HGET', KEYS[1], 'reference') or '' }
end
local until_ = redis.call('HGET', KEYS[1], 'until')
if until_ and tonumber(until_) > now then
  return { 'busy' }
end
redis.call('HSET', KEYS[1], 'token', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'claimed' }
`;

const COMPLETE = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'reference', ARGV[4])
redis.call('HDEL', KEYS[1], 'token', 'until')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

const RELEASE = `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'token', 'until')
end
return 1
`;

/** The Redis store of an instance of 0.1.0. */
export function redisStore010(redis: Redis, prefix: string, lease = LEASE): NewPayCallbackStore {
  const run = (script: string, key: string, ...args: (string | number)[]) =>
    redis.eval(script, 1, prefix + key, ...args);
  return {
    retention: RETENTION,
    async claim(key, rank): Promise<NewPayClaim> {
      const token = randomUUID();
      const [outcome, handled, reference = ''] = (await run(
        CLAIM,
        key,
        rank,
        token,
        lease,
        RETENTION,
      )) as [string, string?, string?];
      if (outcome === 'claimed') {
        return { outcome, token };
      }
      return outcome === 'busy'
        ? { outcome }
        : { outcome: 'handled', rank: Number(handled), reference };
    },
    complete: async (key, rank, token, reference) =>
      Number(await run(COMPLETE, key, rank, token, RETENTION, reference)) === 1,
    release: async (key, token) => void (await run(RELEASE, key, token)),
  };
}

/** The tables of 0.1.0. */
export function tables010(prefix: string): string[] {
  return [
    `CREATE TABLE ${prefix}callbacks (
      subject text PRIMARY KEY,
      rank smallint NOT NULL DEFAULT 0,
      reference text NOT NULL DEFAULT '',
      token text,
      lease_until timestamptz,
      expires_at timestamptz NOT NULL
    )`,
    `CREATE TABLE ${prefix}effects (
      subject text NOT NULL,
      event text NOT NULL,
      effect text NOT NULL,
      done_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (subject, event, effect)
    )`,
  ];
}

/** The PostgreSQL store of an instance of 0.1.0. */
export function postgresStore010(pool: Pool, prefix: string, lease = LEASE): NewPayCallbackStore {
  const table = `${prefix}callbacks`;
  const after = (parameter: string) => `now() + ${parameter}::double precision * interval '1 ms'`;
  return {
    retention: RETENTION,
    async claim(key, rank): Promise<NewPayClaim> {
      const token = randomUUID();
      const { rows } = await pool.query(
        `INSERT INTO ${table} AS held (subject, token, lease_until, expires_at)
VALUES ($1, $3, ${after('$4')}, ${after('$5')})
ON CONFLICT (subject) DO UPDATE SET
  rank = CASE WHEN held.expires_at <= now() THEN 0 ELSE held.rank END,
  token = excluded.token, lease_until = excluded.lease_until, expires_at = excluded.expires_at
WHERE (held.rank < $2 OR held.expires_at <= now())
  AND (held.lease_until IS NULL OR held.lease_until <= now())
RETURNING token`,
        [key, rank, token, lease, RETENTION],
      );
      if (rows.length > 0) {
        return { outcome: 'claimed', token };
      }
      const found = await pool.query<{ rank: number; reference: string }>(
        `SELECT rank, reference FROM ${table} WHERE subject = $1`,
        [key],
      );
      const { rank: handled = 0, reference = '' } = found.rows[0] ?? {};
      return handled >= rank
        ? { outcome: 'handled', rank: handled, reference }
        : { outcome: 'busy' };
    },
    async complete(key, rank, token, reference) {
      const { rows } = await pool.query(
        `WITH done AS (
  UPDATE ${table} SET rank = $2, reference = $5, token = NULL, lease_until = NULL,
    expires_at = ${after('$4')}
  WHERE subject = $1 AND token = $3 RETURNING subject
) SELECT subject FROM done`,
        [key, rank, token, RETENTION, reference],
      );
      return rows.length === 1;
    },
    async release(key, token) {
      await pool.query(
        `WITH gone AS (
  DELETE FROM ${table} WHERE subject = $1 AND token = $2 AND rank = 0
) UPDATE ${table} SET token = NULL, lease_until = NULL
WHERE subject = $1 AND token = $2 AND rank > 0`,
        [key, token],
      );
    },
  };
}
