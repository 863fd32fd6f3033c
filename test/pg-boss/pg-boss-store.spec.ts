/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import type { NewPayCallbackStore } from '../../lib/index.js';
import { PgBossStore } from '../../lib/pg-boss/pg-boss-store.js';
import { runCallbackStoreContract } from '../../lib/testing/store-contract/callback-store-contract.js';
import { declaredAtOnce } from '../support/at-once.js';
import { postgresUrl } from '../support/services.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const pool = new Pool({ connectionString: postgresUrl });
/** How many keys each statement was about. */
let sent: number[];
const client = {
  query: (text: string, values: unknown[] = []) => {
    // Without values: it deletes expired rows, in the background.
    if (values.length > 0) {
      sent.push(Array.isArray(values[0]) ? values[0].length : 1);
    }
    return pool.query(text, values);
  },
};
const store = new PgBossStore(client, { tablePrefix });

beforeAll(async () => {
  sent = [];
  await store.createTables();
});
beforeEach(() => {
  sent = [];
});
afterAll(async () => {
  await pool.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
});

/** Makes no call alone: each is in one statement with a call of another key. */
function neverAlone(one: PgBossStore): NewPayCallbackStore {
  const first = async <T>(call: Promise<T>, other: Promise<unknown>): Promise<T> => {
    await other;
    return call;
  };
  return {
    lease: one.lease,
    retention: one.retention,
    claim: (key, rank) => first(one.claim(key, rank), one.claim(randomUUID(), 1)),
    find: (key) => first(one.find(key), one.find(randomUUID())),
    renew: (...given) => one.renew(...given),
    complete: (...given) => first(one.complete(...given), one.complete(randomUUID(), 1, 'x', 'N')),
    release: (...given) => one.release(...given),
  };
}

describe('The store of PgBossQueue', () => {
  const createStore = (options: { lease: number; retention: number }) =>
    neverAlone(new PgBossStore(pool, { tablePrefix, ...options }));
  declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));
});

describe('What jobs ask at the same time', () => {
  const keys = (count: number) => Array.from({ length: count }, () => randomUUID());
  const claimAll = (given: readonly string[], rank = 3) =>
    Promise.all(given.map((key) => store.claim(key, rank)));

  it('Their claims are one statement, and so is what completes or finds them.', async () => {
    const given = keys(4);
    const claims = await claimAll(given);
    expect(claims.map(({ outcome }) => outcome)).toEqual(Array(4).fill('claimed'));
    const tokens = claims.map((claim) => (claim.outcome === 'claimed' ? claim.token : ''));
    expect(new Set(tokens).size).toBe(4);

    const completed = given.map((key, i) =>
      store.complete(
        key,
        3,
        i === 3 ? 'of another' : tokens[i]!,
        `N${i}`,
        i === 1 ? undefined : `${i}`,
      ),
    );
    expect(await Promise.all(completed)).toEqual([true, true, true, false]);
    expect(await Promise.all(given.map((key) => store.find(key)))).toEqual([
      { rank: 3, reference: 'N0', orderAmt: '0' },
      { rank: 3, reference: 'N1', orderAmt: undefined },
      { rank: 3, reference: 'N2', orderAmt: '2' },
      undefined,
    ]);
    expect(sent).toEqual([4, 4, 4]);
  });

  it('Each claim has the answer for its own rank.', async () => {
    const [low, high, same] = keys(3) as [string, string, string];
    const claims = await claimAll([low, high, same], 2);
    const tokens = claims.map((claim) => (claim.outcome === 'claimed' ? claim.token : ''));
    await Promise.all([
      store.complete(low, 2, tokens[0]!, 'N1', '5'),
      store.complete(high, 2, tokens[1]!, 'N2', '6'),
    ]);

    expect(
      await Promise.all([store.claim(low, 1), store.claim(high, 3), store.claim(same, 2)]),
    ).toEqual([
      { outcome: 'handled', rank: 2, reference: 'N1', orderAmt: '5' },
      { outcome: 'claimed', token: expect.any(String), finished: [] },
      { outcome: 'busy' },
    ]);
    expect(sent).toEqual([3, 2, 3]);
  });

  it('Of two claims of one key one is busy.', async () => {
    const [key, other] = keys(2) as [string, string];
    const outcomes = (await claimAll([key, key, other])).map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 2).sort()).toEqual(['busy', 'claimed']);
    expect(outcomes[2]).toBe('claimed');
  });

  it('A claim that PostgreSQL refuses fails alone.', async () => {
    const [first, second] = keys(2) as [string, string];
    const refused = store.claim('with a zero byte \0', 3);
    const others = claimAll([first, second]);
    await expect(refused).rejects.toThrow('invalid byte sequence');
    expect((await others).map(({ outcome }) => outcome)).toEqual(['claimed', 'claimed']);
    expect(sent).toEqual([3, 1, 1, 1]);
  });

  it('A claim whose answer was lost is the same claim when it is made again.', async () => {
    const losing = {
      query: async (text: string, values: unknown[] = []) => {
        const result = await pool.query(text, values);
        if (Array.isArray(values[0])) {
          throw new Error('Connection terminated unexpectedly');
        }
        return result;
      },
    };
    const cut = new PgBossStore(losing, { tablePrefix });
    const given = keys(2);
    const claims = await Promise.all(given.map((key) => cut.claim(key, 3)));
    const tokens = claims.map((claim) => (claim.outcome === 'claimed' ? claim.token : ''));
    expect(claims.map(({ outcome }) => outcome)).toEqual(['claimed', 'claimed']);
    expect(
      await Promise.all(given.map((key, i) => cut.complete(key, 3, tokens[i]!, 'N1', '5'))),
    ).toEqual([true, true]);
  });

  it('Processes that claim the same keys in another order do not fail each other.', async () => {
    const others = new PgBossStore(pool, { tablePrefix });
    for (let i = 0; i < 10; i++) {
      const given = keys(10);
      const outcomes = await Promise.all([
        ...given.map((key) => store.claim(key, 3)),
        ...given.toReversed().map((key) => others.claim(key, 3)),
      ]);
      expect(outcomes.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(10);
      expect(outcomes.filter(({ outcome }) => outcome === 'busy')).toHaveLength(10);
    }
  });
});
