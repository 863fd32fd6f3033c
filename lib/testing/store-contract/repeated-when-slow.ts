import { SHORT, type CallbackStoreContract } from './store-under-test.js';

/** A call that takes so long may outlast a lease of the contract, in milliseconds. */
const SLOW = SHORT / 5;

/** How often a test is run at most. */
const ATTEMPTS = 3;

/**
 * Repeats a test that failed while the storage was slow, as a disk is that others use: the lease may have ended
 * while the store waited. A test that fails without a slow call has failed.
 */
export function repeatedWhenSlow({
  it,
  createStore,
}: CallbackStoreContract): CallbackStoreContract {
  let slowCalls = 0;

  async function timed(call: () => unknown): Promise<unknown> {
    const begin = performance.now();
    try {
      return await call();
    } finally {
      if (performance.now() - begin >= SLOW) {
        slowCalls += 1;
      }
    }
  }

  return {
    it: (name, test) =>
      it(name, async () => {
        for (let attempt = 1; ; attempt++) {
          const before = slowCalls;
          try {
            await test();
            return;
          } catch (error) {
            if (slowCalls === before || attempt === ATTEMPTS) {
              throw error;
            }
          }
        }
      }),
    createStore: async (options) =>
      new Proxy(await createStore(options), {
        get: (store, name) => {
          const value: unknown = Reflect.get(store, name);
          return typeof value === 'function'
            ? (...given: unknown[]) => timed(() => Reflect.apply(value, store, given) as unknown)
            : value;
        },
      }),
  };
}
