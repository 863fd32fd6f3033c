import { pemHalf } from './pem-blocks.js';

/** How messages describe the expected kind of key. */
export interface KeyWords {
  /** The accepted forms. */
  readonly forms: string;
  /** The environment variable for the path of its file. */
  readonly file: string;
}

/** A longer text is not taken for a path; every key is longer. */
const MAX_PATH = 300;
const PATH = new RegExp(
  [
    // Absolute, below a home directory, of Windows, or a file URL.
    String.raw`^(?:~|\.{0,2}[\\/]|[A-Za-z]:\s*[\\/\n]|file:\/\/|@)`,
    String.raw`^\S*\.(?:pem|key|der|pub|crt|cer|p12|pfx|p8|txt|jks)$`,
    // Relative, but not with the first letters of a key or of a PEM in Base64.
    String.raw`^(?!MI|LS0)[\w.-]+(?:[\\/][\w.-]+)+$`,
  ].join('|'),
  'i',
);

/** Texts without any key. */
const NONE: readonly (readonly [form: RegExp, problem: string])[] = [
  [/^$/, 'is empty'],
  [
    /^(?:undefined|null|NaN|true|false)$/,
    'is a text such as "undefined": the setting that it is read from may have no value',
  ],
  [/^\[?object \w+\]?$/, 'is an object that was converted to a string'],
  [/^(?:\$[({]|\{\{|<[^>]*>$|%\w+%$)/, 'is a placeholder that was not replaced'],
];

/** Formats of keys that are not supported, each with its remedy. */
const FORMS: readonly (readonly [form: RegExp, problem: string])[] = [
  [
    /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) /,
    `is an OpenSSH public key: convert it to PEM with "ssh-keygen -e -m PKCS8 -f <file>"`,
  ],
  [/^PuTTY-User-Key-File/, `is a PuTTY key: export it as OpenSSH key, and give it as PEM`],
  [/"kty"|"keys"\s*:/, `is a JSON Web Key: give it as PEM, or as a KeyObject`],
  [/<RSAKeyValue>/i, `is an XML key (RSAKeyValue): give it as PEM`],
  [/^0[\uFFFD\u0080-\u0084]/, 'is DER that was read as text: read it as a Buffer'],
  [/^30(?::?8[1-4])(?::?[0-9a-f]{2})+$/i, 'is a key in hexadecimal: give its Base64, or a PEM'],
];

/**
 * Identifies a text without a PEM, as a phrase that follows the option's name; `undefined` if it
 * may be Base64 or is unknown. The phrase quotes nothing of the text.
 */
export function problemOfText(text: string, { forms, file }: KeyWords): string | undefined {
  const none = find(NONE, text);
  if (none !== undefined) {
    return `${none}: give ${forms}`;
  }
  if (text.length < MAX_PATH && PATH.test(text)) {
    return `looks like the path of a file: give the content of the file, or set ${file} with newPayConfig`;
  }
  const half = pemHalf(text);
  return half === undefined
    ? find(FORMS, text)
    : `is only the ${half} of a PEM: in a variable, write all of it on one line ` +
        String.raw`with \n for each line break, or in quotes`;
}

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([form]) => form.test(text))?.[1];
}
