import { createSign, createVerify } from 'node:crypto';
import type { NewPaySandboxCredentials } from '../../lib/sandbox/index.js';

/** What an envelope of the API holds, as plain JSON. */
export interface Envelope {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly timestamp: number;
  readonly data: Record<string, any>;
}

const V1 = '/api/open/converge/pay/v1';

export const CREATE_ORDER = `${V1}/createOrder`;
export const CREATE_MOBILE_ORDER = `${V1}/m/createOrder`;
export const CREATE_PRE_PAYMENT = `${V1}/createOrderPrePayment`;
export const CREATE_MOBILE_PRE_PAYMENT = `${V1}/m/createOrderPrePayment`;
export const CREATE_MINI_PROGRAM_ORDER = '/api/open/converge/pay/v2/createOpenMini';
export const QUERY_ORDER = `${V1}/queryOrder`;
export const REFUND = `${V1}/refund`;
export const QUERY_REFUND = `${V1}/queryRefund`;

/**
 * A merchant that knows nothing of this package: its signatures are made by `node:crypto` alone.
 */
export class RawMerchant {
  #count = 0;

  constructor(
    readonly credentials: Omit<NewPaySandboxCredentials, 'v2'>,
    readonly callBackUrl = 'http://127.0.0.1:9/callback',
  ) {}

  /** Every required parameter of an order, `changes` over them; `undefined` takes one away. */
  parameters(changes: Record<string, unknown> = {}): Record<string, unknown> {
    this.#count += 1;
    return this.#withCommon({
      payMethod: 1,
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: `RAW-${this.#count}`,
      callBackUrl: this.callBackUrl,
      successPageUrl: 'https://shop.example/success',
      failurePageUrl: 'https://shop.example/failure',
      cancelPageUrl: 'https://shop.example/cancel',
      ...changes,
    });
  }

  /** Every required parameter of a refund, in the same way. */
  refundParameters(changes: Record<string, unknown> = {}): Record<string, unknown> {
    this.#count += 1;
    return this.#withCommon({
      refundOrderAmt: '20000',
      orderNo: 'RAW-1',
      refundOrderNo: `RAW-R${this.#count}`,
      refundDesc: 'cold coffee',
      callBackUrl: this.callBackUrl,
      ...changes,
    });
  }

  sign(text: string): string {
    return createSign('RSA-SHA256').update(text).sign(this.credentials.privateKey, 'base64');
  }

  signed(parameters: Record<string, unknown>): Record<string, unknown> {
    return { ...parameters, sign: this.sign(signedText(parameters)) };
  }

  /** Whether the platform signed what it sent; by its present key, or by another one. */
  accepts(
    { sign, ...fields }: Record<string, unknown>,
    publicKey = this.credentials.platformPublicKey,
  ): boolean {
    const verify = createVerify('RSA-SHA256').update(signedText(fields));
    return verify.verify(publicKey, String(sign), 'base64');
  }

  /** Creates an order; returns the `data` of the answer. */
  async order(changes: Record<string, unknown> = {}): Promise<Record<string, any>> {
    const { success, message, data } = await this.post(this.signed(this.parameters(changes)));
    if (!success) {
      throw new Error(message);
    }
    return data;
  }

  /** Makes any call with these parameters and the common ones. */
  async call(path: string, parameters: Record<string, unknown>): Promise<Envelope> {
    return this.post(this.signed(this.#withCommon(parameters)), { path });
  }

  /** Asks for a refund. */
  async refund(changes: Record<string, unknown> = {}): Promise<Envelope> {
    return this.post(this.signed(this.refundParameters(changes)), { path: REFUND });
  }

  async post(
    body: Record<string, unknown> | string,
    { path = CREATE_ORDER, ...init }: RequestInit & { path?: string } = {},
  ): Promise<Envelope> {
    const response = await this.fetch(path, {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    });
    return (await response.json()) as Envelope;
  }

  async fetch(path: string, init: RequestInit): Promise<Response> {
    return fetch(this.credentials.baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', version: '1.0' },
      redirect: 'manual',
      ...init,
    });
  }

  #withCommon(parameters: Record<string, unknown>): Record<string, unknown> {
    const { appId, merchantId } = this.credentials;
    const all = { appId, merchantId, timestamp: Date.now(), ...parameters };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }
}

function signedText(parameters: Record<string, unknown>): string {
  return Object.keys(parameters)
    .sort()
    .filter((name) => parameters[name] !== null)
    .map((name) => `${name}=${String(parameters[name])}`)
    .join('&');
}
