import { Inject, Injectable } from '@nestjs/common';
import type { CreateTransferDto } from '../dto/create-transfer.dto.js';
import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { Gateway } from '../gateway/gateway.js';
import type { TransferOptions } from '../options/resolved-options.interface.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { NewPayQueriedTransfer, NewPayTransfer } from './newpay-transfer.interface.js';
import { queriedTransfer, transferAnswer } from './transfer-answer.js';
import { transferRequest } from './transfer-request.js';

/** Sends transfers to users, once each, and queries them (protocol 9.2, 9.3). */
@Injectable()
export class TransferClient {
  constructor(
    private readonly gateway: Gateway,
    @Inject(NEWPAY_OPTIONS) private readonly options: TransferOptions,
  ) {}

  /** See `NewPayService.transfer`. */
  async transfer(
    transfer: CreateTransferDto,
    options?: NewPayCallOptions,
  ): Promise<NewPayTransfer> {
    const callOptions = requireCallOptions(options);
    const request = transferRequest(transfer);
    const call = {
      fields: { ...request },
      interpret: (answer: VerifiedFields) => this.#interpret(answer, request),
      subject: { revFundAccountId: request.revFundAccountId },
    };
    return this.gateway.write('transfer', call, callOptions);
  }

  /** See `NewPayService.queryTransfer`. */
  async queryTransfer(
    orderNo: string,
    options?: NewPayCallOptions,
  ): Promise<NewPayQueriedTransfer> {
    const callOptions = requireCallOptions(options);
    requireOrderNo('orderNo', orderNo);
    const { appId } = this.options;
    const call = {
      fields: { orderNo },
      interpret: (answer: VerifiedFields) => queriedTransfer(answer, { appId, orderNo }),
    };
    return this.gateway.read('queryTransfer', call, callOptions);
  }

  /** The answer does not name the account: the amount and the currency are what it repeats. */
  #interpret(answer: VerifiedFields, request: CreateTransferDto): NewPayTransfer {
    const transfer = transferAnswer(answer, this.options.appId);
    requireSame('currency', transfer.currency, request.currency);
    requireSame('orderAmt', transfer.orderAmt, request.orderAmt, isSameAmount);
    return transfer;
  }
}
