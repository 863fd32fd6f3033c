import { readFlag, readNumber } from './redis-replies.js';
import type { NewPayRedisClient } from './redis-client.js';
import { connectionsOf, type OnOneConnection } from './redis-connection.js';
import { checkWait, type RedisWaitOptions } from './redis-wait-options.js';

/** A field that a script wrote, and its value. */
export type Written = readonly [field: string, value: string];

/** Runs scripts whose writes count only when enough replicas confirm them. */
export class ReplicatedScripts {
  readonly #wait: RedisWaitOptions;
  readonly #onOneConnection: OnOneConnection;

  /**
   * @throws {TypeError} an option is invalid, or the client is not one of `ioredis` or `redis`
   * @throws {RangeError} `timeout` is not below 5000, the time limit of a store call
   */
  constructor(client: NewPayRedisClient, wait: RedisWaitOptions) {
    this.#wait = checkWait(wait);
    this.#onOneConnection = connectionsOf(client, this.#wait);
  }

  /**
   * @param read parses the reply and returns what the script wrote, if anything
   * @throws {Error} too few replicas confirmed the write, or a failover lost it
   */
  run<T>(
    script: string,
    key: string,
    args: string[],
    read: (answer: unknown) => readonly [result: T, written?: Written],
  ): Promise<T> {
    return this.#onOneConnection(async ({ evaluate, confirm }) => {
      const [result, written] = read(await evaluate(script, key, args));
      if (written) {
        const [replicas, isThere] = await confirm(key, ...written);
        this.#requireReplicas(readNumber('WAIT', replicas));
        if (!readFlag('verify', isThere)) {
          throw new Error('Redis has lost the write, as in a failover');
        }
      }
      return result;
    });
  }

  #requireReplicas(count: number): void {
    const { replicas, timeout } = this.#wait;
    if (count < replicas) {
      throw new Error(
        `${count} of ${replicas} replicas confirmed the write within ${timeout} ms (option "wait" of RedisCallbackStore)`,
      );
    }
  }
}
