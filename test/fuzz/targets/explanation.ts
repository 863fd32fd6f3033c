import assert from 'node:assert/strict';
import { NewPaySignature } from '../../../lib/explain/newpay-signature.js';
import type { FuzzTarget } from '../target.interface.js';
import { platformPublicKey, signedBodies } from '../test-keys.js';

/** What `explain` is given: any bytes, and it has an answer to each. */
export const explanation: FuzzTarget = {
  seeds: signedBodies,
  read(bytes) {
    const { verified, problem } = NewPaySignature.explain(bytes, { platformPublicKey });
    assert.equal(verified, problem === undefined);
  },
};
