/** @needs jdk */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RsaSigner } from '../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { parseLosslessObject, LosslessJsonError } from '../../lib/protocol/json/lossless-json.js';
import { NewPaySignatureError } from '../../lib/index.js';
import { ask } from './oracle.js';

/** Of orders and of callbacks each. */
const COUNT = 5_000;

const keyFile = path.join(import.meta.dirname, '../fixtures/platform-test-key.pem');
const privateKey = createPrivateKey(readFileSync(keyFile));
const signer = new RsaSigner(privateKey);
const keys = new RsaVerifier([createPublicKey(privateKey)]);

/** A field as its JSON and as the text that it signs with; `undefined` for none. */
type Field = readonly [name: string, json: string, signs: string | undefined];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ' ', 'a&b=c', 'ກາເຟ', '订单', '😀', '"\\/\b\f\n\r\t', 'null'),
);
const number = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(String),
  fc
    .tuple(fc.nat(), fc.integer({ min: 0, max: 99 }))
    .map(([whole, rest]) => `${whole}.${String(rest).padStart(2, '0')}`),
  fc.constantFrom('0', '-0', '1e5', '1E+2', '50000.0', '0.10'),
);
const spelt = fc.constantFrom(
  (value: string) => JSON.stringify(value),
  (value: string) => JSON.stringify(value).replaceAll('/', String.raw`\/`),
  (value: string) =>
    `"${Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`,
);
const valueOf: fc.Arbitrary<readonly [json: string, signs: string | undefined]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(text, spelt).map(([value, spell]) => [spell(value), value]) },
  { weight: 3, arbitrary: number.map((digits) => [digits, digits]) },
  { weight: 1, arbitrary: fc.constantFrom(['true', 'true'], ['false', 'false']) },
  { weight: 1, arbitrary: fc.constant(['null', undefined] as const) },
) as fc.Arbitrary<readonly [string, string | undefined]>;

function message(names: readonly string[]): fc.Arbitrary<Field[]> {
  const known = fc
    .subarray([...names], { minLength: 1 })
    .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }));
  const unknown = fc.uniqueArray(
    fc.string({ maxLength: 8 }).filter((name) => !['sign', '__proto__', ...names].includes(name)),
    { maxLength: 3 },
  );
  return fc
    .tuple(known, unknown)
    .chain(([some, others]) =>
      fc.tuple(
        ...[...some, ...others].map((name) =>
          valueOf.map(([json, signs]): Field => [name, json, signs]),
        ),
      ),
    );
}

const order = message(
  'appId merchantId payMethod orderAmt currency orderNo timestamp subject extra version callBackUrl'.split(
    ' ',
  ),
);
const callback = message(
  'appId payMethod orderAmt currency newpayOrderNo orderNo subject extra transStatus timestamp'.split(
    ' ',
  ),
);

const damages: readonly ((body: string, at: number) => string)[] = [
  (body) => body,
  (body) => body,
  (body, at) => body.slice(0, at) + body.slice(at + 1),
  (body, at) => `${body.slice(0, at)}0${body.slice(at)}`,
  (body, at) => `${body.slice(0, at)} ${body.slice(at)}`,
  (body, at) => `${body.slice(0, at)}${body.slice(at).replace(/[A-Za-z0-9]/, 'x')}`,
  (body) => `{"added":1,${body.slice(1)}`,
];

function written(fields: readonly Field[], sign?: string): string {
  const all = fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return `{${[...all, ...(sign === undefined ? [] : [`"sign":"${sign}"`])].join(',')}}`;
}

function signedFields(fields: readonly Field[]): (readonly [name: string, text: string])[] {
  return fields.flatMap(([name, , signs]) => (signs === undefined ? [] : [[name, signs] as const]));
}

function weAccept(body: string): boolean {
  try {
    new SignedMessage(parseLosslessObject(Buffer.from(body))).verify(keys);
    return true;
  } catch (error) {
    if (error instanceof LosslessJsonError || error instanceof NewPaySignatureError) {
      return false;
    }
    throw error;
  }
}

describe('an independent implementation, in Java', () => {
  const messages = [...fc.sample(order, COUNT), ...fc.sample(callback, COUNT)];
  let signatures: string[];

  beforeAll(async () => {
    signatures = await Promise.all(
      messages.map((fields) => signer.sign(new Map(signedFields(fields)))),
    );
  }, 120_000);

  it('makes the signatures that we make, and both accept the other’s', async () => {
    const questions = messages.map(
      (fields) => ({ command: 'sign flat', body: written(fields) }) as const,
    );
    const theirs = await ask(questions, keyFile);
    expect(theirs).toHaveLength(2 * COUNT);
    expect(signatures.filter((ours, i) => ours !== theirs[i])).toEqual([]);
    expect(messages.filter((fields, i) => !weAccept(written(fields, theirs[i])))).toEqual([]);
  }, 120_000);

  it('gives the verdicts that we give, on whole bodies and on damaged ones', async () => {
    const bodies = messages.map((fields, i) => {
      const body = written(fields, signatures[i]);
      return damages[i % damages.length]!(body, (i * 7919) % body.length);
    });
    const questions = bodies.map((body) => ({ command: 'verify flat', body }) as const);
    const theirs = await ask(questions, keyFile);
    const differing = bodies.filter((body, i) => String(weAccept(body)) !== theirs[i]);
    expect(differing.slice(0, 5)).toEqual([]);
    // Neither a yes nor a no to everything.
    expect(theirs.filter((verdict) => verdict === 'true').length).toBeGreaterThan(COUNT / 2);
    expect(theirs.filter((verdict) => verdict === 'false').length).toBeGreaterThan(COUNT / 2);
  }, 120_000);
});
