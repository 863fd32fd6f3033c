import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { showBody, type HostRequest } from '../../lib/host/host-request.js';

/** What a host finds in `body` when the bytes are already parsed to `value`. */
function bodyFor(text: string, value: object | undefined): unknown {
  const request: HostRequest = { headers: {} };
  showBody(request, Buffer.from(text), value);
  return request.body;
}

/** Freezes everything that a host could reach and change. */
function deepFreeze(value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  }
}

describe('The parsed body that a host finds on the request', () => {
  it('equals what JSON.parse makes of the bytes, however deep it is nested.', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (object) => {
        const text = JSON.stringify(object);
        const expected = JSON.parse(text) as object;

        expect(bodyFor(text, JSON.parse(text) as object)).toEqual(expected);
        expect(bodyFor(text, undefined)).toEqual(expected);
      }),
    );
  });

  it.each([
    ['a callback of API v1', '{"orderNo":"A1001","transStatus":0}'],
    ['a callback of API v2', '{"code":"0","data":{"orderAmt":{"value":"1"},"sign":"x"}}'],
    ['an array inside', '{"data":[{"a":1}]}'],
    ['four levels', '{"a":{"b":{"c":{"d":1}}}}'],
    ['a field named __proto__', '{"__proto__":{"a":1},"b":{"__proto__":{"c":2}}}'],
  ])('shares nothing with the message that is verified: %s.', (_name, text) => {
    const value = JSON.parse(text) as object;
    const printed = JSON.stringify(value);
    const body = bodyFor(text, value) as object;

    deepFreeze(body);
    expect(JSON.stringify(body)).toBe(text);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(isAnyFrozen(value)).toBe(false);
    expect(JSON.stringify(value)).toBe(printed);
  });

  it('is undefined when the bytes are not JSON.', () => {
    expect(bodyFor('orderNo=A1001', undefined)).toBeUndefined();
  });
});

function isAnyFrozen(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (Object.isFrozen(value) || Object.values(value).some(isAnyFrozen))
  );
}
