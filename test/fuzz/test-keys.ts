import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository, seen from where this is compiled to. */
const root = path.resolve(import.meta.dirname, '../../../../..');

/** A file of the repository. */
export function fileOf(...names: string[]): Buffer {
  return readFileSync(path.join(root, ...names));
}

export const platformPrivatePem = fileOf('test/fixtures/platform-test-key.pem');
const platformPrivateKey = createPrivateKey(platformPrivatePem);
export const platformPublicKey = createPublicKey(platformPrivateKey);
export const merchantKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Bodies that NewPay's stand-in signed. */
export const signedBodies: readonly Uint8Array[] = (
  JSON.parse(fileOf('test/fixtures/signature-vectors.json').toString()) as {
    vectors: { body: string }[];
  }
).vectors.map(({ body }) => Buffer.from(body));

export function signAsPlatform(text: string): string {
  return sign('sha256', Buffer.from(text), platformPrivateKey).toString('base64');
}
