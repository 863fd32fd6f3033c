import { Inject, Injectable } from '@nestjs/common';
import type { Currency } from '../dto/currency.enum.js';
import { Gateway } from '../gateway/gateway.js';
import { NEWPAY_OPTIONS } from '../newpay.constants.js';
import type { ResolvedNewPayOptions } from '../options/resolve-options.js';
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

/** Calls what this package has no method for, or no more than half a documentation. */
@Injectable()
export class Caller {
  constructor(
    private readonly gateway: Gateway,
    @Inject(NEWPAY_OPTIONS) private readonly options: ResolvedNewPayOptions,
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
    const interpret = (answer: { toRecord(): NewPayCallAnswer }) => answer.toRecord();
    return this.gateway.write({ name: path, url, fields, interpret }, { path });
  }
}
