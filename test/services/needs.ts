import { chromium } from './kinds/chromium.js';
import { jdk } from './kinds/jdk.js';
import { mariadb } from './kinds/mariadb.js';
import { nginx } from './kinds/nginx.js';
import { postgres } from './kinds/postgres.js';
import { redis, redisServer } from './kinds/redis.js';
import type { Need } from './need.interface.js';

/** What a test file can declare: `@needs redis postgres` in its first comment. */
export const NEEDS = {
  redis,
  'redis-server': redisServer,
  postgres,
  mariadb,
  chromium,
  jdk,
  nginx,
} as const satisfies Record<string, Need>;

export type NeedName = keyof typeof NEEDS;

const isNeedName = (name: string): name is NeedName => Object.hasOwn(NEEDS, name);

/** The needs that the source of a test file declares. */
export function declaredIn(source: string): NeedName[] {
  const comment = /^\s*\/\*\*.*?\*\//s.exec(source)?.[0] ?? '';
  const names = (/@needs +([\w -]+)/.exec(comment)?.[1] ?? '').trim().split(/ +/);
  return names
    .filter((name) => name !== '')
    .map((name) => {
      if (!isNeedName(name)) {
        throw new Error(`@needs ${name}: the tests know ${Object.keys(NEEDS).join(', ')} only.`);
      }
      return name;
    });
}
