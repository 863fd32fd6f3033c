import type { EncodedKey } from './pem-blocks.js';

const NO_PEM = 'give the key as PEM';
const OPENSSH =
  'is an OpenSSH key: give it as PEM, which "ssh-keygen -p -m PKCS8 -f <file>" makes of a copy of its file';
/** What is said of a private key under a passphrase. */
export const ENCRYPTED = 'is encrypted with a passphrase: give it decrypted, or as a KeyObject';
const REQUEST = 'is a certificate request: give the key itself';
const PKCS7 = `is a PKCS#7 bundle of certificates: ${NO_PEM}`;

/** By the label of a PEM. */
const LABELS: readonly (readonly [label: RegExp, problem: string])[] = [
  [/OPENSSH/, OPENSSH],
  [/SSH2/, 'is a key in the format of SSH2: give it as PEM'],
  [/PGP/, `is a PGP key: ${NO_PEM}`],
  [/REQUEST/, REQUEST],
  [/PKCS7|CMS/, PKCS7],
  [/CRL/, `is a list of revoked certificates: ${NO_PEM}`],
  [/PARAMETERS/, 'holds parameters and no key: NewPay signs with RSA, give an RSA key'],
];

/** By the first bytes inside of the outermost ASN.1 sequence, in hexadecimal. */
const SHAPES: readonly (readonly [shape: RegExp, problem: string])[] = [
  [
    /^020103/,
    `is a PKCS#12 file (.p12, .pfx): ${NO_PEM}, which "openssl pkcs12 -nodes" takes out of it`,
  ],
  [/^06092a864886f70d0107/, PKCS7],
  // A sequence with the identifier of an encryption by passphrase: PKCS#5, or that of PKCS#12.
  [/^30(?:81)?..060[9a]2a864886f70d01(?:05|0c)/, ENCRYPTED],
  [/^30(?:8[12])?(?:..){1,2}02010030/, REQUEST],
];

/** By the first bytes of all, in hexadecimal. */
const MAGICS: readonly (readonly [magic: RegExp, problem: string])[] = [
  [
    /^(?:feedfeed|cececece)/,
    `is a Java key store: ${NO_PEM}, which "keytool" and "openssl pkcs12" take out of it`,
  ],
  [/^6f70656e7373682d6b65792d7631/, OPENSSH],
  [/^0000000(?:7|b)(?:7373682d|6563)/, 'is a public key in the format of OpenSSH: give it as PEM'],
];

/** What a key that could not be read is; `undefined` when that is not known. */
export function problemOfKey({ label = '', der, isEncrypted }: EncodedKey): string | undefined {
  if (isEncrypted) {
    return ENCRYPTED;
  }
  const { start, missing } = outermost(der);
  const inside = der.subarray(start).toString('hex');
  return (
    find(LABELS, label) ??
    find(MAGICS, der.subarray(0, 24).toString('hex')) ??
    find(SHAPES, inside) ??
    (missing > 0 ? `was cut short: ${missing} bytes of it are missing` : undefined)
  );
}

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** Where the contents of the outermost sequence begin, and how many bytes they are too few. */
function outermost(der: Buffer): { start: number; missing: number } {
  const [tag, length = 0] = der;
  const lengthBytes = length - 0x80;
  if (tag !== 0x30 || lengthBytes < 1 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
    return { start: 2, missing: 0 };
  }
  const start = 2 + lengthBytes;
  return { start, missing: start + der.readUIntBE(2, lengthBytes) - der.length };
}
