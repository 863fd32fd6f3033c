import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from '@jest/globals';
import { NewPayFailedEvent, type NewPayPaidEvent } from '../../../lib/index.js';
import { paidEvent } from '../../../lib/testing/index.js';

/** Runs work in a transaction, as the documentation of the library shows it; `ship` writes a row in it. */
export type InTransaction<Transaction> = (
  work: (tx: Transaction, ship: (orderNo: string) => PromiseLike<unknown>) => Promise<unknown>,
) => Promise<unknown>;

/** What `once` is tested with. */
export interface TransactionLibrary<Transaction> {
  readonly inTransaction: InTransaction<Transaction>;
  /** How many rows are committed. */
  shipmentsOf(orderNo: string): Promise<number>;
}

/** The part of a store that is tested. */
interface StoreWithOnce<Transaction> {
  once(
    transaction: Transaction,
    event: NewPayPaidEvent | NewPayFailedEvent,
    effect: string,
    work: () => unknown,
  ): Promise<boolean>;
}

/**
 * Declares the rules of `once` for a library.
 *
 * @param store returns the store, which is made before the tests run
 * @param pool returns what the library uses outside of a transaction
 * @param remedy the message for it
 */
export function testOnce<Transaction>(
  library: TransactionLibrary<Transaction>,
  store: () => StoreWithOnce<Transaction>,
  pool: () => Transaction,
  remedy: string,
): void {
  let orderNo: string;
  beforeEach(() => {
    orderNo = randomUUID();
  });

  const shipOnce = (): Promise<unknown> =>
    library.inTransaction((tx, ship) =>
      store().once(tx, paidEvent({ orderNo }), 'ship', () => ship(orderNo)),
    );

  it('runs the work the first time, and not again', async () => {
    expect([await shipOnce(), await shipOnce(), await shipOnce()]).toEqual([true, false, false]);
    expect(await library.shipmentsOf(orderNo)).toBe(1);
  });

  it('commits the work and its record together, or neither', async () => {
    const crash = library.inTransaction(async (tx, ship) => {
      await store().once(tx, paidEvent({ orderNo }), 'ship', () => ship(orderNo));
      throw new Error('after the work');
    });
    await expect(crash).rejects.toThrow('after the work');
    expect(await library.shipmentsOf(orderNo)).toBe(0);

    expect(await shipOnce()).toBe(true);
    expect(await library.shipmentsOf(orderNo)).toBe(1);
  });

  it('leaves no record of work that failed, though its transaction is committed', async () => {
    await library.inTransaction((tx) =>
      store()
        .once(tx, paidEvent({ orderNo }), 'ship', () => Promise.reject(new Error('no stock')))
        .catch(() => undefined),
    );

    expect(await shipOnce()).toBe(true);
    expect(await library.shipmentsOf(orderNo)).toBe(1);
  });

  it('runs the work in one of several concurrent transactions', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, shipOnce));
    // MySQL may roll one back because of a deadlock; then its listener fails and runs again.
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    await shipOnce();
    expect(await library.shipmentsOf(orderNo)).toBe(1);
  });

  it('does nothing for failed after paid', async () => {
    await shipOnce();
    const failed = new NewPayFailedEvent(paidEvent({ orderNo }));
    const ran = await library.inTransaction((tx, ship) =>
      store().once(tx, failed, 'ship', () => ship(orderNo)),
    );
    expect(ran).toBe(false);
    expect(await library.shipmentsOf(orderNo)).toBe(1);
  });

  it('rejects what is not in a transaction, and leaves no record', async () => {
    const event = paidEvent({ orderNo });
    await expect(store().once(pool(), event, 'ship', () => undefined)).rejects.toMatchObject({
      name: 'TypeError',
      message: remedy,
    });
    expect(await shipOnce()).toBe(true);
  });
}
