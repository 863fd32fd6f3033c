import { MerchantSigner } from '../protocol/signature/rsa-signer.js';
import type { NewPayRefundCallbackReading } from '../protocol/v1/status-codes.js';
import type { CallbackSender } from './callbacks/callback-sender.js';
import { Notifier } from './callbacks/callback-dispatcher.js';
import { FaultBook } from './faults/fault-registry.js';
import { NewPayNumbers } from './sequence-numbers.js';
import { OrderBook } from './orders/order-store.js';
import { Payer } from './orders/payment-simulator.js';
import { RefundBook } from './refunds/refund-store.js';
import { RefundDesk } from './refunds/refund-processor.js';
import type { SandboxAccount } from './sandbox-account.js';

/** What a sandbox is made of. */
export interface SandboxParts {
  readonly account: SandboxAccount;
  readonly baseUrl: string;
  /** The platform's. */
  readonly signer: MerchantSigner;
  readonly sender: CallbackSender;
  readonly faults: FaultBook;
  readonly numbers: NewPayNumbers;
  readonly orders: OrderBook;
  readonly payer: Payer;
  readonly refunds: RefundBook;
  readonly desk: RefundDesk;
}

/** What is there before a sandbox is. */
export interface SandboxGround extends Pick<SandboxParts, 'account' | 'baseUrl' | 'sender'> {
  readonly reading: NewPayRefundCallbackReading;
}

/** Puts the parts of a sandbox together. */
export function assembleSandbox({ reading, ...ground }: SandboxGround): SandboxParts {
  const { account, sender } = ground;
  const { appId } = account;
  const faults = new FaultBook();
  const signer = new MerchantSigner(account.platformKeys.privateKey);
  const oldSigner = async () => new MerchantSigner((await account.oldPlatformKeys()).privateKey);
  const notifier = new Notifier({ signer, oldSigner, faults, sender });
  // One series for both, so that no refund has the number of an order.
  const numbers = new NewPayNumbers();
  const orders = new OrderBook(numbers);
  const refunds = new RefundBook(numbers);
  const payer = new Payer({ appId, book: orders, notifier });
  const desk = new RefundDesk({ appId, book: refunds, notifier, reading });
  return { ...ground, signer, faults, numbers, orders, payer, refunds, desk };
}
