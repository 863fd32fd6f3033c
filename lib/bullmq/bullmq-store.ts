import {
  RedisCallbackStore,
  type NodeRedisLike,
  type RedisCallbackStoreOptions,
} from '../redis/index.js';
import { readMark } from '../redis/redis-replies.js';
import type { ScriptBatch } from '../redis/script-batch.js';
import {
  SET_MARK,
  type Mark,
  type MarkAnswer,
  type MarkingStore,
} from '../store/marking-store.interface.js';
import { MARK } from './mark-script.js';

/** The store of a queue, for jobs that run side by side: what they ask at the same time is one script. */
export class BullMqStore extends RedisCallbackStore implements MarkingStore {
  readonly #batch: ScriptBatch;
  readonly #prefix: string;

  constructor(batch: ScriptBatch, options: RedisCallbackStoreOptions) {
    // In the form of a client of `redis`, which has no other method.
    const client: NodeRedisLike = {
      eval: (script, { keys, arguments: args }) => batch.run(script, keys, args),
    };
    super(client, options);
    this.#batch = batch;
    this.#prefix = options.prefix ?? 'newpay:';
  }

  async [SET_MARK]({ key, rank, reference, orderAmt, before }: Mark): Promise<MarkAnswer> {
    const keys = [key, before.key].map((one) => this.#prefix + one);
    const args = [rank, this.retention, reference, orderAmt, before.rank].map(String);
    return readMark(await this.#batch.run(MARK, keys, args));
  }
}
