import { describe, expect, it } from '@jest/globals';
import { EVENT_NAMES } from '../../lib/events/event-names.js';
import { listenerIdOf, notedOf } from '../../lib/events/listener-id.js';
import { OnNewPay } from '../../lib/index.js';
import { untyped } from '../support/untyped.js';

class Shipping {
  @OnNewPay('paid')
  ship(): void {}

  @OnNewPay('failed', { id: 'x'.repeat(200) })
  cancel(): void {}
}

class FastShipping extends Shipping {
  @OnNewPay('refund-failed')
  tell(): void {}
}

/** The options that `@OnEvent` has kept on a method. */
function optionsOf(target: object, method: string): unknown {
  const calls: { options: unknown }[] = Reflect.getMetadata(
    'EVENT_LISTENER_METADATA',
    Reflect.get(target, method),
  );
  return calls[0]?.options;
}

describe('The id of a listener under @OnNewPay', () => {
  it('is the name of its class and its method, or the id that it was given.', () => {
    expect(listenerIdOf(optionsOf(Shipping.prototype, 'ship'))).toBe('Shipping.ship');
    expect(listenerIdOf(optionsOf(Shipping.prototype, 'cancel'))).toBe('x'.repeat(200));
  });

  it('is none for a class without a name.', () => {
    const [Nameless] = [class {}];
    const ship = { value: () => undefined };
    OnNewPay('paid')(Nameless.prototype, 'ship', ship);
    Object.defineProperty(Nameless.prototype, 'ship', ship);
    expect(Nameless.name).toBe('');
    expect(listenerIdOf(optionsOf(Nameless.prototype, 'ship'))).toBeUndefined();
  });

  it.each([5, null, ''])('cannot be %j.', (id) => {
    expect(() => OnNewPay('paid', { id: untyped(id) })).toThrow(
      new TypeError("@OnNewPay('paid'): id must be a text of 1 to 200 characters"),
    );
  });

  it('is found by another copy of this package, and is no text that another package has left.', () => {
    const name = Symbol.for('nestjs-newpay.listener-id');
    expect(Reflect.get(Object(optionsOf(Shipping.prototype, 'ship')), name)).toBe('Shipping.ship');
    expect(listenerIdOf({ [name]: 'Other.ship' })).toBe('Other.ship');
    expect([{ [name]: 5 }, {}, null, undefined].map(listenerIdOf)).toEqual(
      Array.from({ length: 4 }),
    );
  });
});

it('A class names its methods under @OnNewPay, also to another copy of this package.', () => {
  const own = [
    { key: 'ship', event: 'newpay.paid', owner: Shipping.prototype },
    { key: 'cancel', event: 'newpay.failed', owner: Shipping.prototype },
  ];
  const tell = { key: 'tell', event: 'newpay.refund-failed', owner: FastShipping.prototype };
  expect(notedOf(Shipping.prototype)).toEqual(own);
  expect(notedOf(FastShipping.prototype)).toEqual([...own, tell]);
  expect(Reflect.getMetadata('nestjs-newpay:listeners', Shipping.prototype)).toEqual(own);
  expect(notedOf({})).toEqual([]);
});

it.each(Object.entries(EVENT_NAMES))(
  'The event %s is published under the name that @OnNewPay listens to: %s',
  (name, full) => {
    expect(full).toBe(`newpay.${name}`);
  },
);
