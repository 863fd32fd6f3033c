import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadPrivateKey } from '../../lib/protocol/keys/rsa-key.js';
import { RsaSigner } from '../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { parseLosslessObject } from '../../lib/protocol/json/lossless-json.js';
import { NewPaySignatureError } from '../../lib/index.js';

interface Vector {
  readonly name: string;
  readonly stringToSign: string;
  readonly sign: string;
  readonly body: string;
}

const fixtures = new URL('../fixtures/', import.meta.url);
const { publicKey, vectors } = JSON.parse(
  readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
) as { publicKey: string; vectors: Vector[] };
const keys = new RsaVerifier([createPublicKey(publicKey)]);

describe('Test vectors of Java’s Signature', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    '%s verifies, and not when one sign is changed',
    (_name, { body }) => {
      const bytes = Buffer.from(body);
      expect(() => new SignedMessage(parseLosslessObject(bytes)).verify(keys)).not.toThrow();
      const changed = body.replace(
        /("newpayOrderNo"\s*:\s*"?)(\d)/,
        (_match, name: string, digit: string) => `${name}${(Number(digit) % 9) + 1}`,
      );
      expect(changed).not.toBe(body);
      const message = new SignedMessage(parseLosslessObject(Buffer.from(changed)));
      expect(() => message.verify(keys)).toThrow(NewPaySignatureError);
    },
  );

  it.each(vectors.map((vector) => [vector.name, vector] as const))(
    '%s: our signer makes the same signature',
    async (_name, { body, sign }) => {
      const pem = readFileSync(new URL('platform-test-key.pem', fixtures), 'utf8');
      const signer = new RsaSigner(loadPrivateKey(pem, 'privateKey'));
      const fields = new SignedMessage(parseLosslessObject(Buffer.from(body)))
        .verify(keys)
        .toRecord();
      expect(await signer.sign(new Map(Object.entries(fields)))).toBe(sign);
    },
  );
});
