import { readFlag, readNumber } from './redis-answers.js';
import type { NewPayRedisClient } from './redis-client.js';
import { connectionsOf, type OnOneConnection } from './redis-connection.js';
import { checkWait, type RedisWaitOptions } from './redis-wait-options.js';

/** A field that a script has written, and its value. */
export type Written = readonly [field: string, value: string];

/** Runs scripts whose writes count when enough replicas have them. */
export class ReplicatedScripts {
  readonly #wait: RedisWaitOptions;
  readonly #onOneConnection: OnOneConnection;

  /**
   * @throws {TypeError} an option is wrong, or the client is none whose connections are known
   * @throws {RangeError} `timeout` is longer than a store may take
   */
  constructor(client: NewPayRedisClient, wait: RedisWaitOptions) {
    this.#wait = checkWait(wait);
    this.#onOneConnection = connectionsOf(client, this.#wait);
  }

  /**
   * @param read reads the answer, and tells what the script has written, if anything
   * @throws {Error} too few replicas have it, or the server has lost it in a failover
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
          throw new Error('Redis has lost it after it was written, as in a failover');
        }
      }
      return result;
    });
  }

  #requireReplicas(count: number): void {
    const { replicas, timeout } = this.#wait;
    if (count < replicas) {
      throw new Error(
        `${count} of ${replicas} replicas have it after ${timeout} ms (option "wait" of RedisCallbackStore)`,
      );
    }
  }
}
