import { describe, expect, it } from '@jest/globals';
import { unheardOfName } from '../../lib/host/unheard-of-name.js';

describe('an event name that nobody listens to', () => {
  it.each([
    ['newpay.paid', undefined, 2],
    ['newpay', undefined, 1],
    ['newpay.paid', '-', 1],
    ['shop-newpay-paid', '-', 3],
  ])('for %s, with the delimiter %s, has %i random parts', (name, delimiter, count) => {
    const unheardOf = () => unheardOfName(name, delimiter === undefined ? {} : { delimiter });
    const parts = unheardOf().split(delimiter ?? '.');
    expect(parts).toEqual(
      Array.from({ length: count }, () => expect.stringMatching(/^[\uE000-\uF8FF]{16}$/)),
    );
    expect(unheardOf()).not.toBe(unheardOf());
  });
});
