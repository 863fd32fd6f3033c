import { constants, createHash, publicDecrypt, type KeyObject } from 'node:crypto';

/** The content of an RSA signature, recovered with the public key of its signer. */
export interface OpenedSignature {
  /** The index of the key that it was made with. */
  readonly keyIndex: number;
  /** The digest of the signed text; `undefined` if the content has another form. */
  readonly digest: SignedDigest | undefined;
}

export interface SignedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly bytes: Buffer;
}

interface DigestAlgorithm {
  readonly name: string;
  /** Its name in Node. */
  readonly hash: string;
  /** The bytes before the digest (RFC 8017, 9.2, note 1). */
  readonly prefix: Buffer;
}

export const SHA256: DigestAlgorithm = {
  name: 'SHA-256',
  hash: 'sha256',
  prefix: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
};

const ALGORITHMS: readonly DigestAlgorithm[] = [
  SHA256,
  { name: 'SHA-1', hash: 'sha1', prefix: Buffer.from('3021300906052b0e03021a05000414', 'hex') },
  {
    name: 'SHA-512',
    hash: 'sha512',
    prefix: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
  },
];

/**
 * Recovers the content of a Base64 signature with the key that it was made with; `undefined` if
 * there is none.
 *
 * Unlike verification, this distinguishes a wrong key from a changed text. It is for explanations
 * only, and never decides whether a signature is accepted.
 */
export function openSignature(
  sign: string,
  keys: readonly KeyObject[],
): OpenedSignature | undefined {
  const signature = Buffer.from(sign, 'base64');
  for (const [keyIndex, key] of keys.entries()) {
    const content = openWith(key, signature);
    if (content) {
      return { keyIndex, digest: digestIn(content) };
    }
  }
  return undefined;
}

/** Whether a digest is that of a text. */
export function isDigestOf({ algorithm, bytes }: SignedDigest, text: string): boolean {
  return createHash(algorithm.hash).update(text).digest().equals(bytes);
}

/** The length of the signatures of a key, in bytes. */
export function signatureLength(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

function openWith(key: KeyObject, signature: Buffer): Buffer | undefined {
  // OpenSSL also decrypts a shorter one, but does not verify it.
  if (signature.length !== signatureLength(key)) {
    return undefined;
  }
  try {
    // A signature of another key has a valid padding with a probability of 2^-80 only.
    return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    return undefined;
  }
}

function digestIn(content: Buffer): SignedDigest | undefined {
  const algorithm = ALGORITHMS.find(({ prefix }) =>
    content.subarray(0, prefix.length).equals(prefix),
  );
  return algorithm && { algorithm, bytes: content.subarray(algorithm.prefix.length) };
}
