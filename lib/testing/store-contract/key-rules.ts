import assert from 'node:assert/strict';
import { HOUR, newKey, type CallbackStoreContract } from './store-under-test.js';

/** The longest key: a name and an `appId` of 64 characters, and two numbers of NewPay's 128. */
const LONGEST = 700;

/** Texts that some database takes for one, by what they differ in. */
const DIFFERENCES: readonly [difference: string, texts: readonly string[]][] = [
  ['letter case', ['AB12', 'ab12', 'Ab12', 'aB12']],
  ['accents and other marks', ['E', 'É', 'e\u0301', 'Ê', 'ກີບ', 'ກິບ', 'ກບ', 'ı', 'i']],
  ['blanks', ['x', 'x ', 'x  ', ' x', 'x\t', 'x\u00A0']],
  ['Unicode normalization', ['\u00E9', 'e\u0301', '\u212B', '\u00C5', 'A\u030A', '\uFB01', 'fi']],
  ['width, ligatures and look-alikes', ['A', 'Ａ', 'А', 'ß', 'ss', 'は', 'ハ', '１', '1', '①']],
  ['characters that are not seen', ['ab', 'a\u200Db', 'a\u00ADb', 'a\u200Bb', '\uFEFFab']],
  ['characters outside of the basic plane', ['😀', '😁', '?', '\uFFFD', '😀😁']],
  [
    'punctuation and wildcards',
    ['x', 'x:', `x'`, 'x"', 'x\\', 'x%', 'x_', 'x{}', 'x-', '-x', 'x*'],
  ],
  ['numbers', ['1', '01', '1.0', '1e0', '+1', '10']],
];

/** Keys are compared as they are, to the letter: two that differ are two orders. */
export function declareKeyRules({ it, createStore }: CallbackStoreContract): void {
  const longLived = () => createStore({ lease: HOUR, retention: 2 * HOUR });

  async function assertApart(keys: readonly string[]): Promise<void> {
    const store = await longLived();
    for (const key of keys) {
      const { outcome } = await store.claim(key, 1);
      assert.equal(
        outcome,
        'claimed',
        `the key ${quoted(key)} is taken for another one of ${keys.map(quoted).join(', ')}: ` +
          'compare keys as bytes (MySQL: VARBINARY or COLLATE utf8mb4_0900_bin, MariaDB: utf8mb4_nopad_bin)',
      );
    }
  }

  for (const [difference, texts] of DIFFERENCES) {
    it(`keeps keys apart that differ in ${difference}`, async () => {
      const key = newKey();
      await assertApart(texts.map((text) => `${key}:${text}`));
      await assertApart(texts.map((text) => `${key}-${text}:end`));
    });
  }

  it(`keeps keys apart that differ at the end of ${LONGEST} characters`, async () => {
    const key = newKey().padEnd(LONGEST - 1, 'k');
    await assertApart([`${key}1`, `${key}2`, key, key.slice(0, 255), key.slice(0, 191)]);
  });
}

/** What is not seen, or looks like something else, by its number. */
function quoted(key: string): string {
  return JSON.stringify(key).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
