import { sign, verify } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { AlipaySdk } from 'alipay-sdk';
import WechatPay from 'wechatpay-node-v3';
import { RsaSigner } from '../../lib/protocol/signature/rsa-signer.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { parseLosslessObject } from '../../lib/protocol/json/lossless-json.js';
import {
  APP_ID,
  callbackBody,
  MERCHANT_ID,
  merchantKeys,
  orderFields,
  pemOf,
  platformKeys,
  textToSign,
} from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { timeOf, timeOfAsync } from '../measure/repeat.js';
import type { Section } from '../section.interface.js';

const alipay = new AlipaySdk({
  appId: APP_ID,
  privateKey: merchantKeys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  alipayPublicKey: pemOf(platformKeys.publicKey),
});

const wechat = new WechatPay({
  appid: APP_ID,
  mchid: MERCHANT_ID,
  serial_no: '1',
  publicKey: Buffer.from(pemOf(platformKeys.publicKey)),
  privateKey: Buffer.from(pemOf(merchantKeys.privateKey)),
});
// Where the library keeps what it would fetch from WeChat.
(WechatPay as unknown as { certificates: Record<string, string> }).certificates = {
  '1': pemOf(platformKeys.publicKey),
};

export const signatures: Section = {
  title: 'Sign and verify',
  method:
    'One message of the size of an order, one at a time. nestjs-newpay and the other packages build ' +
    'the string to sign; `node:crypto` is called with a parsed key and a finished string, unless its ' +
    'row says otherwise. nestjs-newpay signs on Node’s thread pool, the other packages on the event loop.',

  async run({ rounds, roundMs }) {
    const signing = await Rounds.run(rounds, signers(roundMs));
    const verifying = await Rounds.run(rounds, await verifiers(roundMs));
    const figure = (from: Rounds, name: string, measure: string, what: string) => ({
      what,
      unit: 'µs',
      ...from.of(name, measure),
    });
    return {
      figures: [
        figure(signing, 'limit', 'micros', 'sign: node:crypto, on the thread pool'),
        figure(signing, 'ours', 'micros', 'sign: nestjs-newpay, on the thread pool'),
        figure(signing, 'oursFour', 'micros', 'sign: nestjs-newpay, 4 at a time'),
        figure(signing, 'limitOnLoop', 'micros', 'sign: node:crypto, on the event loop'),
        figure(signing, 'alipay', 'micros', 'sign: alipay-sdk, on the event loop'),
        figure(signing, 'wechat', 'micros', 'sign: wechatpay-node-v3, on the event loop'),
        figure(signing, 'ours', 'loopMicros', 'sign: event loop blocked by nestjs-newpay'),
        figure(verifying, 'limit', 'micros', 'verify: node:crypto'),
        figure(verifying, 'shortest', 'micros', 'verify: node:crypto, with the string to sign'),
        figure(verifying, 'ours', 'micros', 'verify: nestjs-newpay'),
        figure(
          verifying,
          'oursFromBytes',
          'micros',
          'verify: nestjs-newpay, with parsing the JSON',
        ),
        figure(verifying, 'alipay', 'micros', 'verify: alipay-sdk'),
        figure(verifying, 'wechat', 'micros', 'verify: wechatpay-node-v3'),
      ],
      comparisons: [
        {
          what: 'signatures per second: nestjs-newpay / node:crypto',
          atLeast: 0.95,
          ...signing.ratio('limit', 'ours', 'micros'),
        },
        {
          what: 'signatures per second: nestjs-newpay / alipay-sdk',
          atLeast: 3,
          ...signing.ratio('alipay', 'ours', 'micros'),
        },
        {
          what: 'signatures per second, 4 at a time: nestjs-newpay / alipay-sdk',
          ...signing.ratio('alipay', 'oursFour', 'micros'),
        },
        {
          what: 'signatures per second on the event loop: node:crypto / alipay-sdk',
          ...signing.ratio('alipay', 'limitOnLoop', 'micros'),
        },
        {
          what: 'event loop blocked by a signature: alipay-sdk / nestjs-newpay',
          ...signing.ratioOf(['alipay', 'micros'], ['ours', 'loopMicros']),
        },
        {
          what: 'verifications per second: nestjs-newpay / node:crypto',
          atLeast: 0.95,
          ...verifying.ratio('limit', 'ours', 'micros'),
        },
        {
          what: 'verifications per second: nestjs-newpay / node:crypto with the string to sign',
          ...verifying.ratio('shortest', 'ours', 'micros'),
        },
        {
          what: 'verifications per second: nestjs-newpay / alipay-sdk',
          atLeast: 10,
          ...verifying.ratio('alipay', 'ours', 'micros'),
        },
        {
          what: 'verifications per second: node:crypto / alipay-sdk',
          ...verifying.ratio('alipay', 'limit', 'micros'),
        },
        {
          what: 'verifications per second: nestjs-newpay / wechatpay-node-v3',
          ...verifying.ratio('wechat', 'ours', 'micros'),
        },
      ],
    };
  },
};

function signers(ms: number): Record<string, Contestant> {
  const fields = orderFields('A1001');
  const texts = new Map(Object.entries(fields));
  const ready = Buffer.from(textToSign(fields));
  const signer = new RsaSigner(merchantKeys.privateKey);
  const signOffLoop = promisify(sign);
  return {
    limit: () => onPool(() => signOffLoop('sha256', ready, merchantKeys.privateKey), ms),
    ours: () => onPool(() => signer.sign(texts), ms),
    oursFour: () => timeOfAsync(() => signer.sign(texts), { ms, concurrency: 4 }),
    limitOnLoop: () => ({
      micros: timeOf(() => sign('sha256', ready, merchantKeys.privateKey).toString('base64'), ms),
    }),
    alipay: () => ({
      micros: timeOf(() => alipay.sdkExecute('alipay.trade.pay', { bizContent: fields }), ms),
    }),
    wechat: () => ({
      micros: timeOf(() => wechat.getSignature('POST', 'n', '1795606252', '/v3/pay', fields), ms),
    }),
  };
}

async function verifiers(ms: number): Promise<Record<string, Contestant>> {
  const body = callbackBody('A1001');
  const parsed = JSON.parse(body) as Record<string, string | number>;
  const { sign: signature = '', ...fields } = parsed;
  const ready = Buffer.from(textToSign(fields));
  const bytes = Buffer.from(`${signature}`, 'base64');
  const keys = new RsaVerifier([platformKeys.publicKey]);
  const message = new SignedMessage(parseLosslessObject(Buffer.from(body)));
  const forAlipay = alipayMessage(fields);
  const forWechat = wechatMessage(body);
  return {
    limit: () => ({
      micros: timeOf(() => mustHold(verify('sha256', ready, platformKeys.publicKey, bytes)), ms),
    }),
    shortest: () => ({
      micros: timeOf(() => {
        const text = Buffer.from(textToSign(fields));
        const bytesOfSign = Buffer.from(`${signature}`, 'base64');
        mustHold(verify('sha256', text, platformKeys.publicKey, bytesOfSign));
      }, ms),
    }),
    ours: () => ({ micros: timeOf(() => message.verify(keys), ms) }),
    oursFromBytes: () => {
      const raw = Buffer.from(body);
      return { micros: timeOf(() => new SignedMessage(parseLosslessObject(raw)).verify(keys), ms) };
    },
    alipay: () => ({
      micros: timeOf(() => mustHold(alipay.checkNotifySignV2(forAlipay)), ms),
    }),
    wechat: () => timeOfAsync(async () => mustHold(await wechat.verifySign(forWechat)), { ms }),
  };
}

/** Work on the thread pool: how long it takes, and for how long of that the event loop is kept. */
async function onPool(work: () => Promise<unknown>, ms: number): Promise<Record<string, number>> {
  const before = performance.eventLoopUtilization();
  const { micros, perSecond } = await timeOfAsync(work, { ms });
  const { active } = performance.eventLoopUtilization(before);
  return { micros, loopMicros: (active * 1000) / ((perSecond * ms) / 1000) };
}

/** With `sign_type` signed, or the library verifies twice. */
function alipayMessage(fields: Readonly<Record<string, string | number>>): object {
  const all = { ...fields, sign_type: 'RSA2' };
  const text = Buffer.from(textToSign(all));
  return { ...all, sign: sign('sha256', text, platformKeys.privateKey).toString('base64') };
}

function wechatMessage(body: string): Parameters<typeof wechat.verifySign>[0] {
  const [timestamp, nonce] = ['1795606252', 'n'];
  const text = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
  const signature = sign('sha256', text, platformKeys.privateKey).toString('base64');
  return { timestamp, nonce, body, serial: '1', signature };
}

function mustHold(isGood: boolean): void {
  if (!isGood) {
    throw new Error(
      'A contestant refuses a good signature: it does not do the work it is timed for.',
    );
  }
}
