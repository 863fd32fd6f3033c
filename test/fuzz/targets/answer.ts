import { RsaVerifier } from '../../../lib/protocol/signature/rsa-verifier.js';
import { NewPayGatewayError, NewPaySignatureError } from '../../../lib/errors/index.js';
import { CallFailure } from '../../../lib/protocol/call-failure.js';
import { readAnswer } from '../../../lib/protocol/v1/gateway-answer.js';
import { refusingWith, type FuzzTarget } from '../target.interface.js';
import { platformPublicKey, signedBodies } from '../test-keys.js';

const REFUSALS = [NewPayGatewayError, NewPaySignatureError, CallFailure];
const keys = new RsaVerifier([platformPublicKey]);

/** The gateway's answer to a call: the first byte is its status, the rest its body. */
export const answer: FuzzTarget = {
  seeds: signedBodies.map((body) =>
    Buffer.concat([
      Buffer.from('\x14{"success":true,"code":"200","data":'),
      body,
      Buffer.from('}'),
    ]),
  ),
  read([hundredth = 0, ...body]) {
    // From 180 on, so that 0x14 is 200.
    const status = 180 + hundredth * 2 - (hundredth === 0x14 ? 20 : 0);
    refusingWith(REFUSALS, () => readAnswer({ status, body: Buffer.from(body) }, keys));
  },
};
