import { pemHalf } from './pem-blocks.js';

/** What is said of the kind of key that is wanted. */
export interface KeyWords {
  /** The forms in which it can be given. */
  readonly forms: string;
  /** The variable that takes the path of its file. */
  readonly file: string;
}

/** What says of a short text that it is a path: no key is shorter. */
const MAX_PATH = 300;
const PATH = new RegExp(
  [
    // Absolute, of a home, of Windows, of a URL.
    String.raw`^(?:~|\.{0,2}[\\/]|[A-Za-z]:\s*[\\/\n]|file:\/\/|@)`,
    String.raw`^\S*\.(?:pem|key|der|pub|crt|cer|p12|pfx|p8|txt|jks)$`,
    // Relative; the first letters of a key, and of a PEM in Base64, are known.
    String.raw`^(?!MI|LS0)[\w.-]+(?:[\\/][\w.-]+)+$`,
  ].join('|'),
  'i',
);

/** Texts that hold no key at all. */
const NONE: readonly (readonly [form: RegExp, problem: string])[] = [
  [/^$/, 'is empty'],
  [
    /^(?:undefined|null|NaN|true|false)$/,
    'is a word for no value, so that what it is taken from may not be set',
  ],
  [/^\[?object \w+\]?$/, 'is an object that was turned into text'],
  [/^(?:\$[({]|\{\{|<[^>]*>$|%\w+%$)/, 'is a placeholder that was not replaced'],
];

/** Forms that hold a key, and cannot be read, with what to do about each. */
const FORMS: readonly (readonly [form: RegExp, problem: string])[] = [
  [
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) /,
    `is a public key in the format of OpenSSH: give it as PEM, as "ssh-keygen -e -m PKCS8 -f <file>" prints it`,
  ],
  [/^PuTTY-User-Key-File/, `is a PuTTY key: export it as OpenSSH key, and give it as PEM`],
  [/"kty"|"keys"\s*:/, `is a JSON Web Key: give it as PEM, or as a KeyObject`],
  [/<RSAKeyValue>/i, `is an XML key (RSAKeyValue): give it as PEM`],
  [/^0[\uFFFD\u0080-\u0084]/, 'is DER that was read as text: give its bytes, as a Buffer'],
  [
    /^30(?::?8[1-4])(?::?[0-9a-f]{2})+$/i,
    'is the hexadecimal text of a key: give its Base64, or a PEM',
  ],
];

/**
 * What a text is that holds no PEM, as a phrase that follows the option's name; `undefined` when it
 * may be Base64, or is nothing known. Nothing of the text is in it.
 */
export function problemOfText(text: string, { forms, file }: KeyWords): string | undefined {
  const none = find(NONE, text);
  if (none !== undefined) {
    return `${none}: give ${forms}`;
  }
  if (text.length < MAX_PATH && PATH.test(text)) {
    return `looks like the path of a file: give what is in the file, or with newPayConfig set ${file}`;
  }
  const half = pemHalf(text);
  return half === undefined
    ? find(FORMS, text)
    : `is the ${half} of a PEM only, it was cut short: in a variable, write all of it on one line ` +
        String.raw`with \n for each line break, or in quotes`;
}

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([form]) => form.test(text))?.[1];
}
