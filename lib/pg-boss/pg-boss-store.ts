import { randomUUID } from 'node:crypto';
import { PostgresCallbackStore } from '../postgres/index.js';
import type { ClaimCall, CompleteCall, FindCall, MarkCall } from '../postgres/store-calls.js';
import type { NewPayClaim, NewPayHandled } from '../store/callback-store.interface.js';
import {
  SET_MARK,
  type Mark,
  type MarkAnswer,
  type MarkingStore,
} from '../store/marking-store.interface.js';
import { TurnBatch } from '../store/turn-batch.js';

/**
 * The store of a queue, for jobs that run side by side: what they ask at the same time is one statement. Its client
 * has to take arrays as values, as that of pg-boss does.
 */
export class PgBossStore extends PostgresCallbackStore implements MarkingStore {
  readonly #claims = new TurnBatch<ClaimCall, NewPayClaim>({
    one: (call) => this.claimAs(call),
    all: (calls) => this.claimAll(calls),
  });
  readonly #finds = new TurnBatch<FindCall, NewPayHandled | undefined>({
    one: ({ key }) => super.find(key),
    all: (calls) => this.findAll(calls),
  });
  readonly #completions = new TurnBatch<CompleteCall, boolean>({
    one: (call) => this.completeAs(call),
    all: (calls) => this.completeAll(calls),
  });

  readonly #marks = new TurnBatch<MarkCall, MarkAnswer>({
    one: (call) => this.markOne(call),
    all: (calls) => this.markAll(calls),
  });

  [SET_MARK]({ before, ...mark }: Mark): Promise<MarkAnswer> {
    return this.#marks.add({ ...mark, beforeKey: before.key, beforeRank: before.rank });
  }

  override claim(key: string, rank: number): Promise<NewPayClaim> {
    return this.#claims.add({ key, rank, token: randomUUID() });
  }

  override find(key: string): Promise<NewPayHandled | undefined> {
    return this.#finds.add({ key });
  }

  override complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt?: string,
  ): Promise<boolean> {
    return this.#completions.add({ key, rank, token, reference, orderAmt });
  }
}
