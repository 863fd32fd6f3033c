import { formatAmount } from '../format-amount.js';
import type { SequenceNumbers } from '../sequence-numbers.js';
import type { WalletUser } from './wallet-user.js';

/** A transfer as requested by the merchant. */
export interface TransferRequest {
  readonly user: WalletUser;
  readonly orderAmt: string;
  readonly currency: string;
  readonly orderDesc: string;
}

/** A transfer that was made. */
export interface SandboxTransfer extends TransferRequest {
  /** NewPay's number of it: the only one that it has. */
  readonly orderNo: string;
  readonly tranNo: string;
  readonly at: Date;
}

/** The transfers of a sandbox. Each request is a new one: there is no number to recognise a repeat by. */
export class TransferStore {
  readonly #transfers = new Map<string, SandboxTransfer>();

  constructor(private readonly numbers: SequenceNumbers) {}

  find(orderNo: string): SandboxTransfer | undefined {
    return this.#transfers.get(orderNo);
  }

  add(request: TransferRequest): SandboxTransfer {
    const { newpayNo: orderNo, tranNo } = this.numbers.next();
    const orderAmt = formatAmount(request.orderAmt);
    const transfer = { ...request, orderAmt, orderNo, tranNo, at: new Date() };
    this.#transfers.set(orderNo, transfer);
    return transfer;
  }
}
