import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore } from '../../lib/index.js';
import { ORDER } from '../support/requests.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { MINUTE, paymentData, useWatchApp } from '../watch/watch-app.js';

const app = useWatchApp();

/** A store that can be taken away. */
class LosableStore extends MemoryCallbackStore {
  isAway = false;

  override async claim(...given: Parameters<MemoryCallbackStore['claim']>) {
    this.#requireThere();
    return super.claim(...given);
  }

  override async find(key: string) {
    this.#requireThere();
    return super.find(key);
  }

  #requireThere(): void {
    if (this.isAway) {
      throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
    }
  }
}

const errors = () => app().host.logger.textsOf('error');

describe('While the store of the queue cannot be reached', () => {
  it('the job of a listener waits, and loses none of its attempts.', async () => {
    const store = new LosableStore();
    await app().start({ store, retry: { attempts: 1 } });
    store.isAway = true;
    await app().host.postCallback(signedBody(paymentFields()));
    await app().queue.pass(10 * MINUTE);

    expect(errors().at(0)).toBe(
      'Order A1001: the listener "PaymentListener.onPaid" of "newpay.paid" waits, which is not counted as an ' +
        'attempt: the store cannot be reached: connect ECONNREFUSED 127.0.0.1:5432 NewPayQueue',
    );
    store.isAway = false;
    await app().queue.pass(6_000);
    expect(app().published).toEqual(['paid']);
  });

  it('the watch of an order waits, and asks within seconds after its return.', async () => {
    const store = new LosableStore();
    await app().start({ store });
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: (request) => paymentData(request) };
    store.isAway = true;
    await app().queue.pass(24 * 60 * MINUTE);

    expect(app().calls).toEqual(['createOrder']);
    expect(errors().at(0)).toBe(
      'Order A1001: the job "watch" waits, which is not counted as an attempt: the store cannot be reached: ' +
        'connect ECONNREFUSED 127.0.0.1:5432 NewPayQueue',
    );
    store.isAway = false;
    await app().queue.pass(6_000);
    expect(app().published).toEqual(['paid']);
  });

  it('only what the package itself says of it counts, and not what the app throws, whatever that is.', async () => {
    const { proxy, revoke } = Proxy.revocable(new Error('no database'), {});
    revoke();
    await app().start({ expectOrder: () => Promise.reject(proxy) });
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: (request) => paymentData(request) };
    await app().queue.pass(3 * MINUTE);

    expect(errors().at(0)).toMatch(
      /^Order A1001: the job "watch" failed \(attempt 1 of 12, the next one in 6\d s\): The event for order A1001 could not be delivered: something that cannot be shown as text/,
    );
  });
});

describe('While the queue cannot be reached', () => {
  it('the watch of an order whose event cannot be stored waits, and loses none of its attempts.', async () => {
    await app().start({ watch: [MINUTE] });
    await app().newPay.createOrder(ORDER);
    app().answers = { queryOrder: (request) => paymentData(request) };
    app().queue.isDown = true;
    await app().queue.pass(5 * MINUTE);

    expect(app().published).toEqual([]);
    expect(errors().at(0)).toMatch(
      /^Order A1001: the job "watch" waits, which is not counted as an attempt: .* the queue's add\(\) failed: /,
    );
    app().queue.isDown = false;
    await app().queue.pass(6_000);
    expect(app().published).toEqual(['paid']);
  });
});
