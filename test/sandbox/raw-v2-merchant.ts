import { createSign, createVerify } from 'node:crypto';
import type { NewPayNestedForm } from '../../lib/protocol/v2/nested-form.js';
import type { NewPaySandboxCredentials } from '../../lib/sandbox/index.js';
import { plainV2StringToSign, type PlainFields } from '../support/nested-forms.js';
import type { Envelope } from './raw-merchant.js';

export const UNIFIED_ORDER = '/beta/pay/unifiedOrder';
export const UNI_QUERY_PAY = '/beta/pay/uniQueryPay';
export const UNI_REFUND = '/beta/pay/uniRefund';
export const UNI_QUERY_REFUND = '/beta/pay/uniQueryRefund';
export const QUERY_USER_BY_TOKEN = '/beta/mch/queryUserInfoByToken';
export const SCAN = '/beta/codeScanner/createOrder';

/** A merchant on API v2 that knows nothing of this package: `node:crypto` makes its signatures. */
export class RawV2Merchant {
  #count = 0;

  constructor(
    readonly credentials: Omit<NewPaySandboxCredentials, 'v2'>,
    readonly form: NewPayNestedForm = 'wire',
    readonly callBackUrl = 'http://127.0.0.1:9/callback',
  ) {}

  /** Every required parameter of an order, `changes` over them; `undefined` takes one away. */
  orderParameters(changes: PlainFields = {}): PlainFields {
    this.#count += 1;
    return {
      mchOrderNo: `V2-${this.#count}`,
      channel: 'WECHAT_ONLINE',
      currency: 'USD',
      orderAmt: '12.50',
      callBackUrl: this.callBackUrl,
      ...changes,
    };
  }

  /** Creates an order; returns its number and the `data` of the answer. */
  async order(changes: PlainFields = {}): Promise<Record<string, any>> {
    const parameters = this.orderParameters(changes);
    const { success, message, data } = await this.call(UNIFIED_ORDER, parameters);
    if (!success) {
      throw new Error(message);
    }
    return { mchOrderNo: parameters['mchOrderNo'], ...data };
  }

  /** Creates an order and has it paid; returns its payment. */
  async paidOrder(
    sandbox: { pay(orderNo: string): Promise<void> },
    changes: PlainFields = {},
  ): Promise<Record<string, any>> {
    const { mchOrderNo } = await this.order(changes);
    await sandbox.pay(mchOrderNo);
    return (await this.call(UNI_QUERY_PAY, { mchOrderNo })).data;
  }

  async call(
    path: string,
    parameters: PlainFields,
    headers: Record<string, string> = {},
  ): Promise<Envelope> {
    return JSON.parse(await this.callAsText(path, parameters, headers)) as Envelope;
  }

  /** The answer as it was printed. */
  async callAsText(
    path: string,
    parameters: PlainFields,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const { appId, merchantId: mchId } = this.credentials;
    const all = { appId, mchId, ...parameters };
    const given = Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    );
    const sign = createSign('RSA-SHA256')
      .update(plainV2StringToSign(given, this.form))
      .sign(this.credentials.privateKey, 'base64');
    const response = await fetch(this.credentials.baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ sign, ...given }),
    });
    return response.text();
  }

  /** Whether the platform signed these fields, printed as `json`, in a form. */
  accepts(json: string, form: NewPayNestedForm = this.form): boolean {
    const { data, ...flat } = JSON.parse(json) as Record<string, any>;
    const { sign, ...fields } = (data ?? flat) as PlainFields;
    const printed = Object.entries(fields).map(([name, value]) =>
      form === 'wire' && typeof value === 'object' && value !== null
        ? [name, wireTextOf(json, name)]
        : [name, value],
    );
    return createVerify('RSA-SHA256')
      .update(plainV2StringToSign(Object.fromEntries(printed), form))
      .verify(this.credentials.platformPublicKey, String(sign), 'base64');
  }
}

/** What stands between the braces of a field, which has no object inside. */
function wireTextOf(json: string, name: string): string {
  return new RegExp(`"${name}":(\\{[^}]*\\})`).exec(json)?.[1] ?? '';
}
