import assert from 'node:assert/strict';
import { loadPrivateKey, loadPublicKey } from '../../../lib/protocol/keys/rsa-key.js';
import { NewPayConfigurationError } from '../../../lib/errors/index.js';
import type { FuzzTarget } from '../target.interface.js';
import { merchantKeys, platformPrivatePem, platformPublicKey } from '../test-keys.js';

/** Shorter pieces than this stand in any sentence. */
const TELLING = 24;

const { privateKey } = merchantKeys;

/** The text of a key, or its DER. */
export const key: FuzzTarget = {
  seeds: [
    platformPrivatePem,
    Buffer.from(platformPrivatePem.toString().replaceAll('\n', '\\n')),
    Buffer.from(privateKey.export({ type: 'pkcs1', format: 'pem' })),
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    Buffer.from(privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')),
    Buffer.from(
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }),
    ),
    Buffer.from(platformPublicKey.export({ type: 'spki', format: 'pem' })),
    platformPublicKey.export({ type: 'pkcs1', format: 'der' }),
  ],
  read(bytes) {
    const buffer = Buffer.from(bytes);
    const text = buffer.toString();
    for (const load of [loadPrivateKey, loadPublicKey]) {
      for (const material of [buffer, text]) {
        refuseSilently(() => load(material, 'key'), text);
      }
    }
  },
};

function refuseSilently(load: () => unknown, text: string): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof NewPayConfigurationError)) {
      throw error;
    }
    assert.equal(error.cause, undefined);
    const pieces = text.match(/[A-Za-z0-9+/=]{24,}/g) ?? [];
    const leaked = pieces.find((piece) => error.message.includes(piece.slice(0, TELLING)));
    assert.equal(leaked, undefined, 'the message quotes the key');
  }
}
