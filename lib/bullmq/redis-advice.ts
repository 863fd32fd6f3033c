import { evictionPolicyOf } from '../redis/eviction-policy.js';

/**
 * What is wrong with the settings of a Redis that has to keep jobs, as far as its INFO says.
 *
 * @param info the reply to INFO
 */
export function adviceOn(info: unknown): string[] {
  const text = typeof info === 'string' ? info : '';
  const policy = evictionPolicyOf(info);
  const appendOnly = /^aof_enabled:(\d)/m.exec(text)?.[1];
  return [
    policy !== undefined
      ? `Redis may remove jobs when its memory is full (maxmemory-policy is "${policy}"). Set "maxmemory-policy noeviction".`
      : '',
    appendOnly === '0'
      ? 'Redis keeps no append-only file, so that a crash of it loses jobs. Set "appendonly yes", or use a Redis with a replica.'
      : '',
  ].filter((advice) => advice !== '');
}
