import type { EncodedKey } from './pem-blocks.js';

const NO_PEM = 'give the key as PEM';
const OPENSSH =
  'is an OpenSSH key: convert a copy of its file to PEM with "ssh-keygen -p -m PKCS8 -f <file>"';
/** The problem of a private key with a passphrase. */
export const ENCRYPTED = 'is encrypted with a passphrase: decrypt it, or give a KeyObject';
const REQUEST = 'is a certificate request: give the key itself';
const PKCS7 = `is a PKCS#7 bundle of certificates: ${NO_PEM}`;

/** Problems by the label of a PEM. */
const LABELS: readonly (readonly [label: RegExp, problem: string])[] = [
  [/OPENSSH/, OPENSSH],
  [/SSH2/, 'is a key in the format of SSH2: give it as PEM'],
  [/PGP/, `is a PGP key: ${NO_PEM}`],
  [/REQUEST/, REQUEST],
  [/PKCS7|CMS/, PKCS7],
  [/CRL/, `is a list of revoked certificates: ${NO_PEM}`],
  [/PARAMETERS/, 'holds parameters and no key: NewPay signs with RSA, give an RSA key'],
];

/** Problems by the first bytes inside the outermost ASN.1 sequence, in hexadecimal. */
const SHAPES: readonly (readonly [shape: RegExp, problem: string])[] = [
  [
    /^020103/,
    'is a PKCS#12 file (.p12, .pfx): extract the key as PEM with "openssl pkcs12 -nodes"',
  ],
  [/^06092a864886f70d0107/, PKCS7],
  // A sequence with the identifier of a passphrase-based encryption, of PKCS#5 or PKCS#12.
  [/^30(?:81)?..060[9a]2a864886f70d01(?:05|0c)/, ENCRYPTED],
  [/^30(?:8[12])?(?:..){1,2}02010030/, REQUEST],
];

/** Problems by the very first bytes, in hexadecimal. */
const MAGICS: readonly (readonly [magic: RegExp, problem: string])[] = [
  [
    /^(?:feedfeed|cececece)/,
    'is a Java key store: export the key as PEM with "keytool" and "openssl pkcs12"',
  ],
  [/^6f70656e7373682d6b65792d7631/, OPENSSH],
  [/^0000000(?:7|b)(?:7373682d|6563)/, 'is an OpenSSH public key: convert it to PEM'],
];

/** Identifies a key that cannot be parsed; `undefined` for an unknown format. */
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
    (missing > 0 ? `is incomplete: ${missing} bytes are missing at its end` : undefined)
  );
}

function find(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** The offset of the content of the outermost sequence, and the number of missing bytes. */
function outermost(der: Buffer): { start: number; missing: number } {
  const [tag, length = 0] = der;
  const lengthBytes = length - 0x80;
  if (tag !== 0x30 || lengthBytes < 1 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
    return { start: 2, missing: 0 };
  }
  const start = 2 + lengthBytes;
  return { start, missing: start + der.readUIntBE(2, lengthBytes) - der.length };
}
