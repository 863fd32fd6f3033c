import { createSign } from 'node:crypto';
import type { NewPaySandboxCredentials } from '../../lib/sandbox/index.js';

/** What an envelope of the API holds, as plain JSON. */
export interface Envelope {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly timestamp: number;
  readonly data: Record<string, any>;
}

export const CREATE_ORDER = '/api/open/converge/pay/v1/createOrder';
export const CREATE_MOBILE_ORDER = '/api/open/converge/pay/v1/m/createOrder';

/** A merchant that knows nothing of this package: its signatures are made by `node:crypto` alone. */
export class RawMerchant {
  #count = 0;

  constructor(
    readonly credentials: NewPaySandboxCredentials,
    readonly callBackUrl = 'http://127.0.0.1:9/callback',
  ) {}

  /** Every required parameter, `changes` over them; `undefined` takes one away. */
  parameters(changes: Record<string, unknown> = {}): Record<string, unknown> {
    this.#count += 1;
    const { appId, merchantId } = this.credentials;
    const all = {
      appId,
      merchantId,
      timestamp: Date.now(),
      payMethod: 1,
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: `RAW-${this.#count}`,
      callBackUrl: this.callBackUrl,
      successPageUrl: 'https://shop.example/success',
      failurePageUrl: 'https://shop.example/failure',
      cancelPageUrl: 'https://shop.example/cancel',
      ...changes,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  sign(text: string): string {
    return createSign('RSA-SHA256').update(text).sign(this.credentials.privateKey, 'base64');
  }

  signed(parameters: Record<string, unknown>): Record<string, unknown> {
    const text = Object.keys(parameters)
      .sort()
      .filter((name) => parameters[name] !== null)
      .map((name) => `${name}=${String(parameters[name])}`)
      .join('&');
    return { ...parameters, sign: this.sign(text) };
  }

  /** Creates an order; returns the `data` of the answer. */
  async order(changes: Record<string, unknown> = {}): Promise<Record<string, any>> {
    const { success, message, data } = await this.post(this.signed(this.parameters(changes)));
    if (!success) {
      throw new Error(message);
    }
    return data;
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
}
