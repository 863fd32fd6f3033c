import { generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadPlatformKeys } from '../../lib/protocol/keys/load-platform-keys.js';
import { loadPrivateKey, loadPublicKey } from '../../lib/protocol/keys/rsa-key.js';
import { NewPayConfigurationError } from '../../lib/index.js';
import { merchantKeys, pemOf, platformKeys, rsaKeyPair } from '../support/keys.js';

const containers = JSON.parse(
  readFileSync(new URL('../fixtures/key-containers.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const container = (name: string) => Buffer.from(containers[name] ?? '', 'base64');

/** What the message of the error says after the option's name; a wrong type needs no cast here. */
function problemOf(load: typeof loadPrivateKey, material: unknown): string {
  try {
    Reflect.apply(load, undefined, [material, 'key']);
  } catch (error) {
    expect(error).toBeInstanceOf(NewPayConfigurationError);
    expect((error as Error).cause).toBeUndefined();
    return (error as Error).message.replace('NewPay option "key" ', '');
  }
  return 'nothing';
}

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

/** What variables, shells, forms and editors make of a PEM. */
const DAMAGES: readonly [what: string, damage: (pem: string) => string | Buffer][] = [
  ['Base64 of the PEM', (pem) => base64(pem)],
  ['Base64 of the PEM in lines', (pem) => base64(pem).replaceAll(/.{76}/g, '$&\r\n')],
  ['Base64 of the PEM without padding', (pem) => base64(`${pem}\n\n`).replace(/=+$/, '')],
  ['Base64 of the PEM with literal \\n', (pem) => base64(pem.replaceAll('\n', String.raw`\n`))],
  ['Base64 of the PEM on Windows', (pem) => base64(`\uFEFF${pem.replaceAll('\n', '\r\n')}`)],
  ['Base64 of the Base64 of the PEM', (pem) => base64(base64(pem))],
  ['Base64 of the PEM in quotes with a literal line end', (pem) => `"${base64(pem)}\\n"`],
  ['blanks for line breaks', (pem) => pem.replaceAll('\n', ' ')],
  ['tabs for line breaks', (pem) => pem.replaceAll('\n', '\t')],
  ['nothing for line breaks', (pem) => pem.replaceAll('\n', '')],
  ['no white space at all, not in its marks either', (pem) => pem.replaceAll(/\s/g, '')],
  ['indented lines', (pem) => pem.replaceAll(/^/gm, '      ')],
  ['blanks at the ends of lines', (pem) => pem.replaceAll('\n', '   \n')],
  ['empty lines between', (pem) => pem.replaceAll('\n', '\n\n')],
  ['single quotes', (pem) => `'${pem.trim()}'`],
  ['escaped quotes and literal \\n', (pem) => `\\"${pem.replaceAll('\n', String.raw`\n`)}\\"`],
  ['typographic quotes', (pem) => `\u201C${pem.trim()}\u201D`],
  ['typographic dashes', (pem) => pem.replaceAll('--', '\u2013')],
  ['quoted lines, joined by commas', (pem) => pem.trim().replaceAll(/^.*$/gm, '"$&",')],
  ['backslashes at the ends of lines', (pem) => pem.replaceAll('\n', '\\\n')],
  ['line breaks as \\u000a', (pem) => pem.replaceAll('\n', String.raw`\u000a`)],
  ['URL encoding', (pem) => encodeURIComponent(pem)],
  ['form encoding', (pem) => encodeURIComponent(pem).replaceAll('%20', '+')],
  ['the line breaks of HTML', (pem) => pem.replaceAll('\n', '<br />\n')],
  ['a mark before the Base64 of the PEM', (pem) => `base64:${base64(pem)}`],
  ['a mark before the bare Base64, in quotes', (pem) => `"base64:${bodyOf(pem)}"`],
  ['a data URL', (pem) => `data:application/x-pem-file;base64,${base64(pem)}`],
  ['the letter n for line breaks', (pem) => pem.trim().replaceAll('\n', 'n')],
  ['a JSON object', (pem) => JSON.stringify({ name: 'merchant', key: pem })],
  ['no final dashes', (pem) => pem.trim().replace(/-+$/, '')],
  ['four dashes', (pem) => pem.replaceAll('-----', '----')],
  ['bag attributes before it', (pem) => `Bag Attributes\n    localKeyID: 01\n${pem}`],
  ['a comment after it', (pem) => `${pem}# the key of the shop\n`],
  ['a byte order mark', (pem) => `\uFEFF${pem}`],
  ['zero width spaces', (pem) => pem.replaceAll('\n', '\u200B\n')],
  ['UTF-16 with its mark', (pem) => Buffer.from(`\uFEFF${pem}`, 'utf16le')],
  ['UTF-16, the other way round', (pem) => Buffer.from(`\uFEFF${pem}`, 'utf16le').swap16()],
  ['a label in small letters', (pem) => pem.replaceAll(/[A-Z ]+ KEY/g, (l) => l.toLowerCase())],
  ['the bare Base64 in double quotes', (pem) => `"${bodyOf(pem)}"`],
  ['the bare Base64 in backticks', (pem) => `\`${bodyOf(pem)}\``],
  ['the bare Base64 with literal \\n', (pem) => `${bodyOf(pem, String.raw`\n`)}\\n`],
  ['the bare Base64 for URLs', (pem) => bodyOf(pem).replaceAll('+', '-').replaceAll('/', '_')],
  ['the bare Base64 without padding', (pem) => bodyOf(pem).replaceAll('=', '')],
  ['the bare Base64 in Base64', (pem) => base64(bodyOf(pem))],
  ['the bare Base64 with a trailing comma', (pem) => `${bodyOf(pem)},`],
  ['the bare Base64 in twice escaped quotes', (pem) => String.raw`\\"${bodyOf(pem)}\\"`],
  ['the bare Base64 with literal \\\\n', (pem) => bodyOf(pem, String.raw`\\n`)],
  ['the bare Base64 with hyphens for line breaks', (pem) => bodyOf(pem, '-')],
  ['the bare Base64 in UTF-16', (pem) => utf16(bodyOf(pem))],
  ['the bare Base64 in UTF-16, the other way round', (pem) => utf16(bodyOf(pem)).swap16()],
  ['line breaks as \\x0d\\x0a', (pem) => pem.replaceAll('\n', String.raw`\x0d\x0a`)],
  ['line breaks as &#xd;&#xa;', (pem) => pem.replaceAll('\n', '&#xd;&#xa;')],
  [
    'header lines',
    (pem) => pem.replace('\n', '\nComment: of the shop\nVersion: 1\n  Key-Usage: sign\n\n'),
  ],
  ['bytes after a word that begins with the byte of a length', (pem) => Buffer.from(`À\n${pem}`)],
  ['bytes after a 0 and a letter of two bytes', (pem) => Buffer.from(`0é\n${pem}`)],
  [
    'UTF-16, the other way round, with a byte too many',
    (pem) => Buffer.concat([utf16(pem).swap16(), Buffer.from('\n')]),
  ],
  ['the Base64 of the Base64 of the Base64 of the PEM', (pem) => base64(base64(base64(pem)))],
];

function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}

function bodyOf(pem: string, between = ''): string {
  return pem.trim().split('\n').slice(1, -1).join(between);
}

const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'spki') =>
  key.export({ type, format: 'pem' }).toString();

describe.each(['pkcs8', 'pkcs1'] as const)('A private key (%s)', (type) => {
  it.each(DAMAGES)('is read from %s', (_what, damage) => {
    const given = damage(pem(merchantKeys.privateKey, type));
    expect(loadPrivateKey(given, 'key').equals(merchantKeys.privateKey)).toBe(true);
    expect(problemOf(loadPublicKey, given)).toMatch(/^holds a private key: /);
  });
});

describe.each(['spki', 'pkcs1'] as const)('A public key (%s)', (type) => {
  it.each(DAMAGES)('is read from %s', (_what, damage) => {
    const given = damage(pem(merchantKeys.publicKey, type));
    expect(loadPublicKey(given, 'key').equals(merchantKeys.publicKey)).toBe(true);
    expect(problemOf(loadPrivateKey, given)).toMatch(/^holds a public key: /);
  });
});

describe('A key', () => {
  it('is read with white space anywhere except in its BEGIN and END lines', () => {
    const blanks = fc.constantFrom(' ', '\t', '\n', '\r\n', '  ', '\u00A0', String.raw`\n`);
    const places = fc.array(fc.tuple(fc.nat(2000), blanks), { maxLength: 40 });
    fc.assert(
      fc.property(places, fc.boolean(), (damages, twice) => {
        for (const key of [merchantKeys.privateKey, merchantKeys.publicKey]) {
          const lines = pemOf(key).trim().split('\n');
          let body = lines.slice(1, -1).join('');
          for (const [place, blank] of damages) {
            // Not between the backslash and the letter of an earlier one.
            const at = place % body.length;
            body = body[at - 1] === '\\' ? body : body.slice(0, at) + blank + body.slice(at);
          }
          const text = `${lines[0]}${body}${lines.at(-1)}`;
          const given = twice ? base64(text) : text;
          const load = key.type === 'private' ? loadPrivateKey : loadPublicKey;
          expect(load(given, 'key').equals(key)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is read with a label of another format', () => {
    const { privateKey, publicKey } = merchantKeys;
    const relabelled = pem(privateKey, 'pkcs8').replaceAll('PRIVATE', 'RSA PRIVATE');
    expect(loadPrivateKey(relabelled, 'key').equals(privateKey)).toBe(true);
    const unlabelled = pem(privateKey, 'pkcs1').replaceAll('RSA ', '');
    expect(loadPrivateKey(unlabelled, 'key').equals(privateKey)).toBe(true);
    const relabelledPublic = pem(publicKey, 'spki').replaceAll('PUBLIC', 'RSA PUBLIC');
    expect(loadPublicKey(relabelledPublic, 'key').equals(publicKey)).toBe(true);
  });

  it('is read from bytes that are not a Buffer', () => {
    const der = new Uint8Array(merchantKeys.privateKey.export({ type: 'pkcs8', format: 'der' }));
    const read: unknown = Reflect.apply(loadPrivateKey, undefined, [der, 'key']);
    expect(merchantKeys.privateKey.equals(read as KeyObject)).toBe(true);
  });

  it('is read from a certificate in place of a public key', () => {
    const { publicKey } = new X509Certificate(container('certificate'));
    const certificatePem = new X509Certificate(container('certificate')).toString();
    for (const given of [container('certificate'), certificatePem, base64(certificatePem)]) {
      expect(loadPublicKey(given, 'key').equals(publicKey)).toBe(true);
      expect(problemOf(loadPrivateKey, given)).toBe(
        "is a certificate, which holds a public key: put the merchant's private key here",
      );
    }
  });

  it('is read from a text with both halves as a private key, and rejected as a public key', () => {
    const both = pemOf(merchantKeys.publicKey) + pemOf(merchantKeys.privateKey);
    expect(loadPrivateKey(both, 'key').equals(merchantKeys.privateKey)).toBe(true);
    expect(problemOf(loadPublicKey, both)).toMatch(/^holds a private key: /);
  });

  it('must be the only one of its kind: of two none is chosen', () => {
    const publicKeys = pemOf(merchantKeys.publicKey) + pemOf(platformKeys.publicKey);
    expect(problemOf(loadPublicKey, publicKeys)).toBe(
      'holds 2 public keys: give an array of them (in the variable: separated by commas)',
    );
    const privateKeys = pemOf(merchantKeys.privateKey) + pemOf(platformKeys.privateKey);
    expect(problemOf(loadPrivateKey, privateKeys)).toBe(
      'holds 2 private keys: keep only the one that signs',
    );
    const twice = pemOf(merchantKeys.publicKey) + pem(merchantKeys.publicKey, 'spki');
    expect(loadPublicKey(twice, 'key').equals(merchantKeys.publicKey)).toBe(true);
  });

  it('is named without an index when it is the only one of an array', () => {
    const withoutIndex = (keys: string[]) => {
      try {
        loadPlatformKeys(keys);
      } catch (error) {
        return (error as NewPayConfigurationError).option;
      }
      return undefined;
    };
    expect(withoutIndex(['my key!'])).toBe('platformPublicKey');
    expect(withoutIndex([pemOf(platformKeys.publicKey), 'my key!'])).toBe('platformPublicKey[1]');
  });
});

const PEM_PRIVATE =
  'give a PEM (PKCS#8 or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject';
const NOT_A_KEY = `is not a key: ${PEM_PRIVATE}`;
const UNREADABLE = `cannot be read as an RSA private key: ${PEM_PRIVATE}`;
const NO_VALUE = `is a text such as "undefined": the setting that it is read from may have no value: ${PEM_PRIVATE}`;
const REQUEST = 'is a certificate request: give the key itself';
const PKCS7 = 'is a PKCS#7 bundle of certificates: give the key as PEM';
const JWK = 'is a JSON Web Key: give it as PEM, or as a KeyObject';
const HEXADECIMAL = 'is a key in hexadecimal: give its Base64, or a PEM';
const cutShort = (missing: number) => `is incomplete: ${missing} bytes are missing at its end`;
const base64Of = (hexadecimal: string) => Buffer.from(hexadecimal, 'hex').toString('base64');
const PATH =
  'looks like the path of a file: give the content of the file, or set NEWPAY_PRIVATE_KEY_FILE with newPayConfig';
const OPENSSH =
  'is an OpenSSH key: convert a copy of its file to PEM with "ssh-keygen -p -m PKCS8 -f <file>"';
const OPENSSH_PUBLIC =
  'is an OpenSSH public key: convert it to PEM with "ssh-keygen -e -m PKCS8 -f <file>"';
const ENCRYPTED = 'is encrypted with a passphrase: decrypt it, or give a KeyObject';
const BEGINNING = `is only the beginning of a PEM: in a variable, write all of it on one line with \\n for each line break, or in quotes`;
const pkcs8 = { type: 'pkcs8', format: 'der' } as const;
const passphrase = { cipher: 'aes-256-cbc', passphrase: 'x' };
const secretPem = pemOf(merchantKeys.privateKey);

describe('A value that is not a private key is identified in the error:', () => {
  it.each<[string, unknown, unknown]>([
    ['an OpenSSH key', container('openSshPrivate').toString(), OPENSSH],
    ['the Base64 of an OpenSSH key', container('openSshPrivate').toString('base64'), OPENSSH],
    ['an OpenSSH key without its marks', bodyOf(container('openSshPrivate').toString()), OPENSSH],
    ['an OpenSSH public key', container('openSshPublic').toString(), OPENSSH_PUBLIC],
    [
      'another OpenSSH public key',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL me@host',
      OPENSSH_PUBLIC,
    ],
    ['a path', '/run/secrets/newpay', PATH],
    ['a path in quotes', '"/run/secrets/newpay.pem"', PATH],
    ['a relative path', 'keys/merchant', PATH],
    ['a path of a home', '~/newpay/merchant.key', PATH],
    ['a Windows path', String.raw`C:\new\key.pem`, PATH],
    ['a Windows path whose \\n became a line break', 'C:\new\\key.pem', PATH],
    ['a path of a Windows share', String.raw`\\server\keys\merchant`, PATH],
    ['an address of a file', 'file:///run/secrets/key', PATH],
    ['the name of a file', 'merchant.pem', PATH],
    [
      'a certificate request',
      container('certificateRequest'),
      'is a certificate request: give the key itself',
    ],
    [
      'a PKCS#12 file',
      container('pkcs12'),
      'is a PKCS#12 file (.p12, .pfx): extract the key as PEM with "openssl pkcs12 -nodes"',
    ],
    [
      'the Base64 of a PKCS#12 file',
      container('pkcs12').toString('base64'),
      'is a PKCS#12 file (.p12, .pfx): extract the key as PEM with "openssl pkcs12 -nodes"',
    ],
    [
      'a PKCS#7 bundle',
      container('pkcs7').toString(),
      'is a PKCS#7 bundle of certificates: give the key as PEM',
    ],
    [
      'a Java key store',
      container('javaKeyStore'),
      'is a Java key store: export the key as PEM with "keytool" and "openssl pkcs12"',
    ],
    [
      'PKCS#8 with a passphrase',
      merchantKeys.privateKey.export({ ...pkcs8, ...passphrase }),
      ENCRYPTED,
    ],
    ['PKCS#1 with a passphrase', container('encryptedPkcs1').toString(), ENCRYPTED],
    [
      'PKCS#1 with a passphrase on one line',
      container('encryptedPkcs1').toString().replaceAll('\n', ' '),
      ENCRYPTED,
    ],
    [
      'a JSON Web Key',
      JSON.stringify(merchantKeys.privateKey.export({ format: 'jwk' })),
      'is a JSON Web Key: give it as PEM, or as a KeyObject',
    ],
    [
      'an XML key',
      '<RSAKeyValue><Modulus>x</Modulus></RSAKeyValue>',
      'is an XML key (RSAKeyValue): give it as PEM',
    ],
    [
      'a PuTTY key',
      'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none',
      'is a PuTTY key: export it as OpenSSH key, and give it as PEM',
    ],
    [
      'a PGP key',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----',
      'is a PGP key: give the key as PEM',
    ],
    [
      'hexadecimal',
      merchantKeys.privateKey.export(pkcs8).toString('hex'),
      'is a key in hexadecimal: give its Base64, or a PEM',
    ],
    [
      'DER that was read as text',
      merchantKeys.privateKey.export(pkcs8).toString('utf8'),
      'is DER that was read as text: read it as a Buffer',
    ],
    ['the first line of a PEM', '-----BEGIN PRIVATE KEY-----', BEGINNING],
    ['half a PEM', secretPem.slice(0, 700), BEGINNING],
    ['the rest of a PEM', secretPem.slice(-700), BEGINNING.replace('beginning', 'end')],
    [
      'a PEM that lost a line',
      secretPem.split('\n').toSpliced(5, 1).join('\n'),
      'is incomplete: 48 bytes are missing at its end',
    ],
    [
      'bare Base64 that was cut',
      bodyOf(secretPem).slice(0, 400),
      expect.stringMatching(/^is incomplete: \d+ bytes are missing at its end$/),
    ],
    ['blanks', ' \t\n', `is empty: ${PEM_PRIVATE}`],
    ['a pair of quotes', '""', `is empty: ${PEM_PRIVATE}`],
    [
      'the text undefined',
      'undefined',
      `is a text such as "undefined": the setting that it is read from may have no value: ${PEM_PRIVATE}`,
    ],
    [
      'an object as text',
      '[object Object]',
      `is an object that was converted to a string: ${PEM_PRIVATE}`,
    ],
    [
      'a placeholder of a shell',
      '${MERCHANT_KEY}',
      `is a placeholder that was not replaced: ${PEM_PRIVATE}`,
    ],
    [
      'a placeholder of the docs',
      '<printed by the sandbox>',
      `is a placeholder that was not replaced: ${PEM_PRIVATE}`,
    ],
    ['a megabyte', 'x'.repeat(2 ** 20), `is too long for a key: ${PEM_PRIVATE}`],
    ['text of the greatest length that is read', 'x'.repeat(256 * 1024), UNREADABLE],
    [
      'Base64 that is wrapped in Base64 too often',
      base64(base64(base64(base64(secretPem)))),
      UNREADABLE,
    ],
    ['a word for no value, as bytes', Buffer.from('undefined\0'), NO_VALUE],
    ['the Base64 of an OpenSSH public key', base64('ssh-rsa AAAAB3Nz me@host'), OPENSSH_PUBLIC],
    [
      'an OpenSSH public key of an elliptic curve',
      'ecdsa-sha2-nistp256 AAAAE2Vj me@host',
      OPENSSH_PUBLIC,
    ],
    [
      'an OpenSSH public key of a security token',
      'sk-ssh-ed25519@openssh.com AAAAGnNr me@host',
      OPENSSH_PUBLIC,
    ],
    [
      'the inner part of an OpenSSH public key',
      'AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==',
      'is an OpenSSH public key: convert it to PEM',
    ],
    [
      'a DSA key',
      container('dsaPrivate').toString(),
      'is a key of type dsa: NewPay signs with RSA (SHA256withRSA), give an RSA key',
    ],
    [
      'the parameters of an EC key',
      '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----',
      'holds parameters and no key: NewPay signs with RSA, give an RSA key',
    ],
    [
      'a list of revoked certificates',
      '-----BEGIN X509 CRL-----\naGVsbG8=\n-----END X509 CRL-----',
      'is a list of revoked certificates: give the key as PEM',
    ],
    [
      'a public key of PKCS#1 that is damaged',
      '-----BEGIN RSA PUBLIC KEY-----\naGVsbG8=\n-----END RSA PUBLIC KEY-----',
      "holds a public key: put the merchant's private key here",
    ],
    ['marks of two kinds', secretPem.replace('END PRIVATE', 'END PUBLIC'), BEGINNING],
    ['a mark that was cut', '-----BEGIN PRIV', BEGINNING],
    ['a mark in small letters that was cut', '-----begin priv', BEGINNING],
    [
      'a passphrase that is named in the PEM alone',
      container('encryptedPkcs1')
        .toString()
        .replace(/DEK-Info:.*/, '')
        .replace(',ENCRYPTED', ',  ENCRYPTED'),
      ENCRYPTED,
    ],
    ['a short PKCS#7 bundle', base64Of('300b06092a864886f70d010702'), PKCS7],
    ['a short certificate request', base64Of('300d300b0201003006310430020500'), REQUEST],
    ['a sequence without a byte of its contents', base64Of('30820400'), cutShort(1024)],
    ['a sequence with a length of one byte', base64Of('3081900201'), cutShort(142)],
    ['a sequence with a length of three bytes', base64Of('308301000002'), cutShort(65_535)],
    ['a sequence with a length of four bytes', base64Of('30840001000002'), UNREADABLE],
    ['a value that is no sequence', base64Of('3182100002'), UNREADABLE],
    [
      'the signs of other formats further inside',
      base64Of(
        '304000020103' +
          '06092a864886f70d0107' +
          '30819a060a2a864886f70d0105' +
          '30820202010030' +
          '00'.repeat(33),
      ),
      UNREADABLE,
    ],
    ['the sign of a Java key store further inside', base64Of('05cececece00000002'), UNREADABLE],
    ['the sign of OpenSSH further inside', base64Of('056f70656e7373682d6b65792d7631'), UNREADABLE],
    [
      'the sign of an OpenSSH public key further inside',
      base64Of('05000000077373682d727361'),
      UNREADABLE,
    ],
    ['the longest path', `~${'x'.repeat(298)}`, PATH],
    ['text that is too long for a path', `~${'x'.repeat(299)}`, NOT_A_KEY],
    ['the name of a file in capital letters', 'MERCHANT.PEM', PATH],
    ['words that begin with one for no value', 'null and void!', NOT_A_KEY],
    ['words that end with one for no value', 'key: null', NOT_A_KEY],
    ['words before an object as text', 'key=[object Object]', NOT_A_KEY],
    ['words after an object as text', '[object Object]!', NOT_A_KEY],
    [
      'a placeholder of Windows',
      '%MERCHANT_KEY%',
      `is a placeholder that was not replaced: ${PEM_PRIVATE}`,
    ],
    ['words after a placeholder of Windows', '%MERCHANT_KEY%!', NOT_A_KEY],
    ['words before an OpenSSH public key', 'key: ssh-rsa AAAAB3Nz', NOT_A_KEY],
    ['words before the name of the format of PuTTY', 'key: PuTTY-User-Key-File-3', NOT_A_KEY],
    ['a set of JSON Web Keys', '{"keys":[]}', JWK],
    ['a set of JSON Web Keys with a blank', '{"keys" : []}', JWK],
    ['hexadecimal with colons', '30:82:04:bd:02', HEXADECIMAL],
    ['hexadecimal that begins with another byte', '00308204bd02', UNREADABLE],
    ['hexadecimal with other letters behind', '308204bd02xy', UNREADABLE],
    ['hexadecimal with half a byte', '308204bd0', UNREADABLE],
    [
      'nothing',
      undefined,
      `must be a string, a Buffer or a KeyObject, not undefined: ${PEM_PRIVATE}`,
    ],
    ['null', null, `must be a string, a Buffer or a KeyObject, not null: ${PEM_PRIVATE}`],
    [
      'a number',
      5,
      `must be a string, a Buffer or a KeyObject, not of type number: ${PEM_PRIVATE}`,
    ],
    [
      'an array',
      [secretPem],
      `must be a string, a Buffer or a KeyObject, not an array: ${PEM_PRIVATE}`,
    ],
    ['a promise', Promise.resolve(secretPem), 'is a Promise: await it first'],
    [
      'an EC key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'sec1',
        format: 'der',
      }),
      'is a key of type ec: NewPay signs with RSA (SHA256withRSA), give an RSA key',
    ],
    [
      'an RSA-PSS key',
      pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey),
      'is a key of type rsa-pss: NewPay signs with RSA (SHA256withRSA), give an RSA key',
    ],
    [
      'a short key in Base64',
      base64(pemOf(rsaKeyPair(1024).privateKey)),
      'is an RSA key of 1024 bits: give one of at least 2048',
    ],
  ])('%s', (_what, material, problem) => {
    expect(problemOf(loadPrivateKey, material)).toEqual(problem);
  });
});

describe('A value that is not a public key is identified in the error:', () => {
  it.each<[string, unknown, unknown]>([
    ['an OpenSSH key', container('openSshPublic').toString(), OPENSSH_PUBLIC],
    [
      'an SSH2 key',
      container('ssh2Public').toString(),
      'is a key in the format of SSH2: give it as PEM',
    ],
    [
      'a path',
      './keys/newpay.pem',
      'looks like the path of a file: give the content of the file, or set NEWPAY_PLATFORM_PUBLIC_KEY_FILE with newPayConfig',
    ],
    [
      'a certificate request',
      container('certificateRequest'),
      'is a certificate request: give the key itself',
    ],
    [
      'a private key under a passphrase',
      merchantKeys.privateKey.export({ ...pkcs8, ...passphrase }),
      'holds a private key: put NewPay\'s public key here, and keep the private key in "privateKey"',
    ],
    [
      'an EC key',
      pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
      'is a key of type ec: NewPay signs with RSA (SHA256withRSA), give an RSA key',
    ],
  ])('%s', (_what, material, problem) => {
    expect(problemOf(loadPublicKey, material)).toBe(problem);
  });
});

describe('An error about a key', () => {
  it('never contains twelve consecutive characters of the key, however it is damaged', () => {
    const pieces = (text: string) =>
      Array.from({ length: text.length - 11 }, (_, i) => text.slice(i, i + 12));
    const secret = new Set(pieces(bodyOf(secretPem)));
    const forms = DAMAGES.map(([, damage]) => damage(secretPem)).filter(
      (form) => typeof form === 'string',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.nat(3000),
        fc.nat(200),
        fc.string({ maxLength: 40 }),
        (form, at, cut, junk) => {
          const place = at % form.length;
          const damaged = form.slice(0, place) + junk + form.slice(place + cut);
          for (const given of [
            damaged,
            form.slice(place),
            form.slice(0, place),
            form.slice(place, place + 64),
          ]) {
            for (const load of [loadPrivateKey, loadPublicKey]) {
              const leaked = pieces(problemOf(load, given)).find((piece) => secret.has(piece));
              expect(leaked).toBeUndefined();
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
