import { describe, expect, it } from '@jest/globals';
import { NewPayGatewayError, NewPaySignatureError } from '../../lib/index.js';
import { CallFailure, failureKindOf } from '../../lib/protocol/call-failure.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { readAnswer, requireSame } from '../../lib/protocol/v1/gateway-answer.js';
import { platformKeys } from '../support/keys.js';
import { signText } from '../support/signed-callback.js';

const keys = new RsaVerifier([platformKeys.publicKey]);
const SIGNED = `{"success":true,"data":{"a":1.50,"sign":"${signText('a=1.50')}"}}`;

const read = (body: string, status = 200) => readAnswer({ status, body: Buffer.from(body) }, keys);

function failureOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an answer of the gateway', () => {
  it.each([200, 201, 299, 400, 404, 499])('is read when it is signed, with HTTP %i', (status) => {
    expect(read(SIGNED, status).toRecord()).toEqual({ a: '1.50' });
  });

  it.each([
    [500, 'gateway-fault'],
    [503, 'gateway-fault'],
    [300, 'untrustworthy'],
    [302, 'untrustworthy'],
    [399, 'untrustworthy'],
  ])('with HTTP %i is a failure of the kind %s, whatever it says', (status, kind) => {
    const failure = failureOf(() => read(SIGNED, status));
    expect(failure).toBeInstanceOf(CallFailure);
    expect(failure).toMatchObject({ kind, message: `the gateway answered HTTP ${status}` });
  });

  it('is a refusal with its code and its words when it says so', () => {
    const failure = failureOf(() =>
      read('{"success":false,"code":1001,"message":"no money"}', 400),
    );
    expect(failure).toBeInstanceOf(NewPayGatewayError);
    expect(failure).toMatchObject({ gatewayCode: '1001', gatewayMessage: 'no money' });
  });

  it.each(['{}', '{"success":"true"}', '{"success":null}', '{"success":1}'])(
    'is not believed when it says neither success nor failure: %s',
    (body) => {
      expect(failureOf(() => read(body))).toMatchObject({
        kind: 'untrustworthy',
        message: 'the answer says neither success nor failure',
      });
    },
  );

  it.each(['{"success":true}', '{"success":true,"data":[]}', '{"success":true,"data":"x"}'])(
    'is not believed without signed data: %s',
    (body) => {
      const failure = failureOf(() => read(body));
      expect(failure).toBeInstanceOf(NewPaySignatureError);
      expect(failure).toMatchObject({
        message: expect.stringContaining('The answer has no signed "data".'),
      });
    },
  );

  it('is not believed when its data was changed', () => {
    expect(failureOf(() => read(SIGNED.replace('1.50', '1.51')))).toBeInstanceOf(
      NewPaySignatureError,
    );
  });

  it('is not believed when it cannot be read', () => {
    expect(failureOf(() => read('<html>', 404))).toMatchObject({
      kind: 'untrustworthy',
      message: 'the answer (HTTP 404) cannot be read: it is not JSON',
      cause: expect.objectContaining({ name: 'LosslessJsonError' }),
    });
  });

  it('must be for what was asked', () => {
    expect(() => requireSame('orderNo', 'A1', 'A1')).not.toThrow();
    expect(() => requireSame('orderAmt', '1.0', '1', () => true)).not.toThrow();
    expect(failureOf(() => requireSame('orderNo', 'A1', 'A2'))).toMatchObject({
      kind: 'untrustworthy',
      message: 'the answer is for another "orderNo"',
    });
  });
});

describe('the failure of a call', () => {
  it.each<[string, unknown, string]>([
    ['before it was sent', new CallFailure('not-sent', 'refused'), 'not-sent'],
    ['without an answer', new CallFailure('no-answer', 'reset'), 'no-answer'],
    ['that NewPay refused', new NewPayGatewayError('1', 'no'), 'refused'],
    ['whose answer has a wrong signature', new NewPaySignatureError('no'), 'untrustworthy'],
    ['of any other kind', null, 'untrustworthy'],
  ])('has a kind: %s', (_what, error, kind) => {
    expect(failureKindOf(error)).toBe(kind);
  });

  it('has a name of its own', () => {
    expect(new CallFailure('not-sent', 'refused').name).toBe('CallFailure');
  });
});
