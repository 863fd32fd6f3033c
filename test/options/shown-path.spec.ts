import { describe, expect, it } from '@jest/globals';
import { shownPath } from '../../lib/options/path-in-message.js';
import { merchantKeys, pemOf } from '../support/keys.js';

const LINE_BREAK_HINT = String.raw` (a "\" became a line break: write "/")`;

describe('a path in an error message', () => {
  it.each([
    ['/run/secrets/newpay'],
    ['/run/secrets/newpay.pem'],
    ['./keys/merchant.pem'],
    [String.raw`C:\keys\Merchant26.pem`],
    ['/Users/Somphone/KEYS/newpay2'],
    ['keys/of-the-shop/merchant.pem'],
    ['/run/MINT/LS0.pem'],
    [`/${'a-b/'.repeat(49)}k.p`],
  ])('is quoted: %s', (path) => {
    expect(shownPath(path)).toBe(`"${path}"`);
  });

  it.each([
    ['C:\new\\key.pem', String.raw`C:\u{a}ew\key.pem`],
    ['C:\run\\key.pem', String.raw`C:\u{d}un\key.pem`],
    ['C:\true\\key.pem', String.raw`C:\u{9}rue\key.pem`],
  ])('is quoted with a hint when a backslash became a line break: %j', (path, shown) => {
    expect(shownPath(path)).toBe(`"${shown}"${LINE_BREAK_HINT}`);
  });
});

describe('what may be a key instead of its path', () => {
  it.each([
    ['a PEM', pemOf(merchantKeys.privateKey)],
    ['the first mark of a PEM', '-----BEGIN.'],
    ['a mark without its dashes', './BEGIN'],
    ['dashes', './-----'],
    ['the Base64 of a DER', 'MII/BVgIBADANBgkq'],
    ['the Base64 of a PEM', 'LS0/tLS1CRUdJTi'],
    ['a text without a separator', 'merchant'],
    ['words without a separator', 'key-of-the-merchant'],
    ['a text of 201 characters', `/${'a-b/'.repeat(50)}`],
    ['a part of 25 letters', `/${'a'.repeat(25)}.pem`],
    ['a mixed part of 12 characters', '/aB3aB3aB3aB3/k.pem'],
    ['a piece of Base64 between slashes', 'abcde/Fghij'],
    ['a piece of Base64 after a slash', '/abcDe/fghij'],
    ['a piece of Base64 with a plus sign', '/abc+de'],
  ])('is not quoted: %s', (_what, text) => {
    expect(shownPath(text)).toBeUndefined();
  });

  it.each([
    ['a'.repeat(24)],
    ['abcdefghijkl'],
    ['ABCDEFGHIJK1'],
    ['abcdefghijk1'],
    ['abcDefghIjkl'],
    ['aB3aB3aB3aB'],
  ])('is not every part of a path: %s', (part) => {
    expect(shownPath(`./${part}.pem`)).toBe(`"./${part}.pem"`);
  });
});
