import { OwnRedis } from '../support/own-redis.js';
import { MySqlBackend } from './backends/mysql-backend.js';
import { PostgresBackend } from './backends/postgres-backend.js';
import { RedisBackend } from './backends/redis-backend.js';
import { tableOf } from './report.js';
import { runChaos } from './run.js';
import { inSession, type Outcome } from './session.js';
import { WATCHDOG } from './settings.js';

/**
 * Tests what is promised with a callback store: real apps in several processes with one Redis, one
 * PostgreSQL and one MariaDB are killed at random moments, and so are their connections and Redis itself.
 * At the end the effects of every order are counted.
 */
export async function runStores(seed: number): Promise<Outcome> {
  return inSession('stores', WATCHDOG, async ({ run, progress, giveUp, whenOver }) => {
    const redis = await OwnRedis.start({ keepsData: true });
    const backends = [
      new RedisBackend(run, redis),
      new PostgresBackend(run),
      new MySqlBackend(run),
    ];
    backends.forEach((backend) => whenOver(() => backend.clean()));
    const { trials, unexpectedExits } = await runChaos({
      backends,
      storeRedisUrl: redis.url,
      run,
      seed,
      progress,
      giveUp,
    });
    return {
      table: tableOf(trials),
      faults: [
        ...trials.flatMap(({ title, faults }) => faults.map((fault) => `${title}: ${fault}`)),
        ...unexpectedExits,
      ],
    };
  });
}
