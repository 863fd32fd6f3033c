import { Inject, Injectable } from '@nestjs/common';
import type { Currency } from '../protocol/v1/currency.enum.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { Gateway } from './gateway.js';
import { requireSame } from '../protocol/v1/answer.js';
import type { NewPayMessageKind } from '../protocol/v1/documented-fields.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { GatewayOptions } from '../options/resolved-options.interface.js';
import { requireFields, requireMoney, requirePath, type NewPayCallFields } from './call-input.js';

/** The fields of an answer whose signature was verified, as text. */
export type NewPayCallAnswer = Readonly<Record<string, string>>;

/** An order of the WeChat mini program: what NewPay's page shows of it (protocol 8.1), and the rest. */
export interface MiniProgramOrder {
  readonly currency: Currency | `${Currency}`;
  /** Decimal text above zero: whole for LAK, at most two decimals for USD. */
  readonly orderAmt: string;
  /** The fields that NewPay documents only to its merchants. */
  readonly [field: string]: string | number;
}

/** The numbers that an answer repeats of the request: one to another request is none to this one. */
const NUMBERS = ['orderNo', 'refundOrderNo'];

/** What the documented calls are answered with. */
const KINDS = {
  createOrder: 'order',
  createMobileOrder: 'order',
  createPrePayment: 'order',
  createMobilePrePayment: 'order',
  queryOrder: 'paymentQuery',
  refund: 'refund',
  queryRefund: 'refundQuery',
} as const;

/** Calls what this package has no method for, or no more than half a documentation. */
@Injectable()
export class RawApiClient {
  constructor(
    private readonly gateway: Gateway,
    @Inject(NEWPAY_OPTIONS) private readonly options: GatewayOptions,
  ) {}

  /** Rejects as `NewPayService.call` says. */
  async call(path: string, fields: NewPayCallFields): Promise<NewPayCallAnswer> {
    const target = requirePath(path);
    const checked = requireFields(fields);
    const url = target.startsWith('/') ? this.options.baseUrl + target : target;
    return this.#write(url, checked, path);
  }

  /** Rejects as `NewPayService.createMiniProgramOrder` says. */
  async createMiniProgramOrder(order: MiniProgramOrder): Promise<NewPayCallAnswer> {
    const checked = requireMoney(requireFields(order));
    const { createMiniProgramOrder: url } = this.options.endpoints;
    return this.#write(url, checked, 'createMiniProgramOrder');
  }

  #write(url: string, fields: NewPayCallFields, path: string): Promise<NewPayCallAnswer> {
    const interpret = (answer: VerifiedFields): NewPayCallAnswer => {
      for (const name of NUMBERS) {
        const sent = fields[name];
        requireSame(name, answer.get(name) ?? String(sent), String(sent ?? answer.get(name)));
      }
      return answer.toRecord();
    };
    const kind = this.#kindOf(url);
    return this.gateway.write({ name: path, url, fields, kind, interpret }, { path });
  }

  /** A documented call is answered as documented, whoever makes it. */
  #kindOf(url: string): NewPayMessageKind {
    const { endpoints } = this.options;
    const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
    const name = names.find((endpoint) => endpoints[endpoint] === url);
    return name === undefined ? 'call' : KINDS[name];
  }
}
