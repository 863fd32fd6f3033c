import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NewPaySignature } from '../../lib/index.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import {
  paymentFields,
  plainStringToSign,
  signedBody,
  signText,
} from '../support/signed-callback.js';
import { Session } from './session.js';

const folder = mkdtempSync(join(tmpdir(), 'newpay-explain-'));
const inFolder = (name: string) => join(folder, name);
const platformKey = inFolder('platform.pem');
const otherKey = inFolder('other.pem');
const fields = paymentFields({ transInfo: null });
const body = signedBody(fields);
const changed = body.replace('Coffee', 'Tea');

beforeAll(() => {
  writeFileSync(platformKey, pemOf(platformKeys.publicKey));
  writeFileSync(otherKey, pemOf(merchantKeys.publicKey));
  writeFileSync(inFolder('private.pem'), pemOf(platformKeys.privateKey));
  writeFileSync(inFolder('body.json'), `${body}\n`);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command on a body in standard input. */
const explain = (text: string, ...args: string[]) =>
  new Session(['explain', ...args], Readable.from([Buffer.from(text)]));

describe('The command explain', () => {
  it('exits with 0 for a valid signature, and shows the signed fields', async () => {
    const session = new Session(['explain', inFolder('body.json'), '--key', platformKey]);

    expect(await session.exit).toBe(0);
    expect(session.stderr).toBe('');
    expect(session.stdout).toBe(`Verified with the key ${platformKey}.

Signed part: the body

Signed fields, in the order of the string to sign:
  appId                ${String(fields['appId'])}
  currency             LAK
  extra                (empty)
  newpayOrderNo        202209210000006950
  orderAmt             123.00
  orderNo              A1001
  payMethod            1
  settlementStatus     1
  subject              Coffee
  timestamp            ${String(fields['timestamp'])}
  transStatus          0

Fields that are not signed:
  transInfo            null
  sign                 the signature itself

String to sign:
${plainStringToSign(fields)}
`);
  });

  it('exits with 1 for an invalid signature, and explains why', async () => {
    const session = explain(changed, '--key', platformKey);

    expect(await session.exit).toBe(1);
    expect(session.stdout).toMatch(
      /^Not verified\. The key matches, but the signature covers another/,
    );
    expect(session.stdout).toContain('&subject=Tea&');
  });

  it('with --v2 shows the text in each form, and says which one the signature fits', async () => {
    const data = { appId: 'a1', orderAmt: { value: '5.00', currency: 'USD' } };
    const sign = signText('appId=a1&orderAmt={value=5.00, currency=USD}');
    const session = explain(
      JSON.stringify({ data: { ...data, sign } }),
      '--key',
      platformKey,
      '--v2',
    );

    expect(await session.exit).toBe(0);
    expect(session.stdout).toBe(`Verified with the key ${platformKey}.

- NewPay signs objects in the form "java": the option "v2.nested" can be set to it.

Signed part: "data", without the envelope

Signed fields, in the order of the string to sign:
  appId                a1
  orderAmt             {value=5.00, currency=USD}

Fields that are not signed:
  sign                 the signature itself

String to sign in the form "wire" (the signature does not fit):
appId=a1&orderAmt={"value":"5.00","currency":"USD"}

String to sign in the form "json" (the signature does not fit):
appId=a1&orderAmt={"value":"5.00","currency":"USD"}

String to sign in the form "sorted-json" (the signature does not fit):
appId=a1&orderAmt={"currency":"USD","value":"5.00"}

String to sign in the form "java" (the signature fits):
appId=a1&orderAmt={value=5.00, currency=USD}

String to sign in the form "fields" (the signature does not fit):
appId=a1&orderAmt=currency=USD&value=5.00

String to sign in the form "dotted" (the signature does not fit):
appId=a1&orderAmt.currency=USD&orderAmt.value=5.00

String to sign in the form "lifted" (the signature does not fit):
appId=a1&currency=USD&value=5.00
`);
  });

  it('with --v2 exits with 1 when the signature fits no form, and names a form without a text', async () => {
    const data = { appId: 'a1', orderAmt: { value: '5.00', currency: ['USD'] } };
    const unfit = JSON.stringify({ data: { ...data, sign: signText('appId=a1') } });
    const session = explain(unfit, '--key', platformKey, '--v2');

    expect(await session.exit).toBe(1);
    expect(session.stdout).toContain('The signature does not cover the objects inside');
    expect(session.stdout).toContain(
      'No string to sign in the form "java": field "orderAmt" cannot be signed in the form "java": ',
    );
  });

  it('lists its hints', async () => {
    const session = explain(`{"a":"x","b":"","sign":"${signText('a=x')}"}`, '--key', platformKey);

    expect(await session.exit).toBe(1);
    expect(session.stdout).toContain(
      '\n\n- The signature matches the string to sign in which empty fields ("") are left out.\n\nSigned part',
    );
  });

  it.each(['-', undefined])('reads standard input for %j', async (file) => {
    const session = explain(body, ...(file === undefined ? [] : [file]), '--key', platformKey);

    expect(await session.exit).toBe(0);
  });

  it('tries every key and names the one that matches', async () => {
    const session = explain(body, '--key', otherKey, '--key', platformKey);

    expect(await session.exit).toBe(0);
    expect(session.stdout).toContain(`Verified with the key ${platformKey}.`);
  });

  it('explains the "data" of an answer', async () => {
    const session = explain(`{"success":true,"data":${body}}`, '--key', platformKey);

    expect(await session.exit).toBe(0);
    expect(session.stdout).toContain('Signed part: "data", without the envelope\n');
  });

  it('prints only the problem of a body that is not JSON', async () => {
    const session = explain('{"orderNo":', '--key', platformKey);

    expect(await session.exit).toBe(1);
    expect(session.stdout).toBe('Not verified. The body cannot be verified: it is not JSON.\n');
  });

  it('shows that no field is signed', async () => {
    const session = explain('{}', '--key', platformKey);

    expect(await session.exit).toBe(1);
    expect(session.stdout).toContain(
      'Signed fields, in the order of the string to sign:\n  none\n\nFields that are not signed:\n  none',
    );
  });

  it('prints the explanation as JSON', async () => {
    const session = explain(changed, '--json', '--key', platformKey);

    expect(await session.exit).toBe(1);
    expect(JSON.parse(session.stdout)).toEqual(
      NewPaySignature.explain(changed, { platformPublicKey: platformKeys.publicKey }),
    );
  });

  it.each([['--mask'], ['--mask', '--json']])('hides values for %s, %#', async (...options) => {
    const session = explain(changed, '--key', platformKey, ...options);

    expect(await session.exit).toBe(1);
    expect(session.stdout).toContain('&subject=***&');
    expect(session.stdout).not.toMatch(/Tea|A1001|123\.00|LAK|2022/);
  });

  it('escapes control characters of the body', async () => {
    const session = explain(
      '{"a\\u001b[2J":"b\\u001b]0;\\u0007\\n\\u200b\\u202e\\ud800"}',
      '--key',
      platformKey,
    );

    expect(await session.exit).toBe(1);
    expect(session.stdout).toContain(
      String.raw`a\u{1b}[2J=b\u{1b}]0;\u{7}\u{a}\u{200b}\u{202e}\u{d800}`,
    );
    expect(session.stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  it('ends at Ctrl-C while it waits for its input', async () => {
    const session = new Session(['explain', '--key', platformKey], new PassThrough());

    session.interrupt();

    expect(await session.exit).toBe(2);
    expect(session.stderr).toBe('Interrupted.\n');
  });

  it.each([
    [[], '--key is missing: give the file with the public key of the signer'],
    [['a', 'b', '--key', platformKey], 'explain takes one file'],
    [['--key', platformKey, '--masked'], "Unknown option '--masked'"],
    [['--key'], "Option '--key <value>' argument missing"],
  ])('rejects %j with exit code 2', async (args, problem) => {
    const session = new Session(['explain', ...args]);

    expect(await session.exit).toBe(2);
    expect(session.stderr.startsWith(problem)).toBe(true);
    expect(session.stderr).toContain('Usage: nestjs-newpay explain');
    expect(session.stdout).toBe('');
  });

  it('prints its usage for --help', async () => {
    const session = new Session(['explain', '--help']);

    expect(await session.exit).toBe(0);
    expect(session.stdout).toMatch(/^Usage: nestjs-newpay explain [^]*--mask[^]*Exit code: 0/);
  });
});

describe('A file that explain cannot use', () => {
  const large = inFolder('large.json');

  beforeAll(() => writeFileSync(large, Buffer.alloc(1024 * 1024 + 1, ' ')));

  it.each([
    [['nowhere.json', '--key', platformKey], 'The file nowhere.json does not exist.\n'],
    [[folder, '--key', platformKey], `The file ${folder} cannot be read (EISDIR).\n`],
    [['-', '--key', 'nowhere.pem'], 'The file nowhere.pem does not exist.\n'],
    [
      [large, '--key', platformKey],
      `The file ${large} has more than 1 MiB: it is not a key or a message.\n`,
    ],
    [
      ['-', '--key', large],
      `The file ${large} has more than 1 MiB: it is not a key or a message.\n`,
    ],
    [
      ['-', '--key', inFolder('private.pem')],
      `NewPay option "--key ${inFolder('private.pem')}" holds a private key: put NewPay's public ` +
        'key here, and keep the private key in "privateKey"\n',
    ],
    [
      ['-', '--key', inFolder('body.json')],
      `NewPay option "--key ${inFolder('body.json')}" is not a key: give a PEM (SPKI or PKCS#1), ` +
        'the bare Base64 of its DER, a Buffer or a KeyObject\n',
    ],
  ])('makes it exit with 2: %j', async (args, problem) => {
    const session = new Session(['explain', ...args]);

    expect(await session.exit).toBe(2);
    expect(session.stderr).toBe(problem);
    expect(session.stdout).toBe('');
  });

  it('may have 1 MiB', async () => {
    const session = explain(body.padEnd(1024 * 1024), '--key', platformKey);

    expect(await session.exit).toBe(0);
  });

  it('may be endless', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    const session = new Session(['explain', '--key', platformKey], endless);

    expect(await session.exit).toBe(2);
    expect(session.stderr).toMatch(/^Standard input has more than 1 MiB/);
  });
});

describe('A key', () => {
  const lines = [platformKeys.publicKey, platformKeys.privateKey, merchantKeys.publicKey].flatMap(
    (key) => pemOf(key).split('\n').slice(1, -2),
  );

  it.each([
    ['verified', [inFolder('body.json'), '--key', platformKey]],
    ['not verified', [inFolder('body.json'), '--key', otherKey]],
    ['as JSON', [inFolder('body.json'), '--key', otherKey, '--key', platformKey, '--json']],
    ['private', ['-', '--key', inFolder('private.pem')]],
    ['instead of a body', [inFolder('private.pem'), '--key', platformKey]],
    ['instead of a file', ['-', `--key=${pemOf(platformKeys.privateKey)}`]],
  ])('is never printed: %s', async (_what, args) => {
    const session = new Session(['explain', ...args]);
    await session.exit;

    const output = session.stdout + session.stderr;
    expect(output).not.toBe('');
    expect(lines.filter((line) => output.includes(line))).toEqual([]);
  });
});
