import { describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import {
  isDeferred,
  registrationOf,
  watchRegistrations,
} from '../../lib/host/listener-registrations.js';
import { untyped } from '../support/untyped.js';

function watchedEmitter(): EventEmitter2 {
  const emitter = new EventEmitter2();
  watchRegistrations(emitter);
  return emitter;
}

const onlyListener = (emitter: EventEmitter2) => emitter.listeners('order.paid')[0] ?? expect;

describe('The registration of a listener', () => {
  it.each(['on', 'addListener', 'prependListener'] as const)(
    'is known that was made with %s, which works as before.',
    (method) => {
      const emitter = watchedEmitter();
      const heard: unknown[] = [];
      const listener = (event: unknown) => void heard.push(event);
      const options = { promisify: false };

      expect(emitter[method]('order.paid', listener, options)).toBe(emitter);
      emitter.emit('order.paid', 7);

      expect(heard).toEqual([7]);
      const registration = registrationOf(emitter, listener);
      expect(registration).toEqual({ event: 'order.paid', options });
      expect(registration?.options).toBe(options);
    },
  );

  it('is known of a function that the emitter wraps, and whether the emitter defers it.', () => {
    const deferred = [{ async: true }, { nextTick: true }, { promisify: true }, {}].map(
      (options) => {
        const emitter = watchedEmitter();
        emitter.on('order.paid', () => undefined, options);
        const listener = onlyListener(emitter);
        expect(registrationOf(emitter, listener)).toEqual({ event: 'order.paid', options });
        return isDeferred(listener);
      },
    );
    expect(deferred).toEqual([true, true, true, false]);
  });

  it('is not known from before, nor without a watch.', () => {
    const emitter = new EventEmitter2();
    emitter.on('order.paid', () => undefined);
    expect(registrationOf(emitter, onlyListener(emitter))).toBeUndefined();
    watchRegistrations(emitter);
    expect(registrationOf(emitter, onlyListener(emitter))).toBeUndefined();
  });

  it('is watched once, however many merchants and copies of this package there are.', () => {
    const emitter = watchedEmitter();
    const { on } = emitter;
    watchRegistrations(emitter);
    expect(emitter.on).toBe(on);
    expect(Reflect.has(emitter, Symbol.for('nestjs-newpay.listener-registrations'))).toBe(true);
    expect(Object.keys(emitter)).toEqual(
      expect.not.arrayContaining(['on', 'addListener', 'prependListener']),
    );
  });

  it('leaves to the emitter what is no listener, and a stand-in of a test as it is.', () => {
    expect(() => watchedEmitter().on('order.paid', untyped('ship'))).toThrow(
      'on only accepts instances of Function',
    );
    const standIn = { on: () => standIn };
    watchRegistrations(untyped(standIn));
    expect(Object.keys(standIn)).toEqual(['on']);
    expect('addListener' in standIn).toBe(false);
  });

  it('can be watched by others as well: the methods can be replaced again.', () => {
    const emitter = watchedEmitter();
    const on = emitter.on.bind(emitter);
    const seen: unknown[] = [];
    Reflect.set(emitter, 'on', (event: string, listener: () => void) => {
      seen.push(event);
      return on(event, listener);
    });
    emitter.on('order.paid', () => undefined);
    expect(seen).toEqual(['order.paid']);
    expect(Reflect.deleteProperty(emitter, 'on')).toBe(true);
  });
});
