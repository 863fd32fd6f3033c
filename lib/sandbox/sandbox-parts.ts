import { RsaSigner } from '../protocol/signature/rsa-signer.js';
import type { NewPayRefundCallbackReading } from '../protocol/v1/status-codes.js';
import type { CallbackSender } from './callbacks/callback-sender.js';
import { CallbackDispatcher } from './callbacks/callback-dispatcher.js';
import { FaultRegistry } from './faults/fault-registry.js';
import { SequenceNumbers } from './sequence-numbers.js';
import { OrderStore } from './orders/order-store.js';
import { PaymentSimulator } from './orders/payment-simulator.js';
import { RefundStore } from './refunds/refund-store.js';
import { RefundProcessor } from './refunds/refund-processor.js';
import type { SandboxAccount } from './sandbox-account.js';

/** What a sandbox is made of. */
export interface SandboxParts {
  readonly account: SandboxAccount;
  readonly baseUrl: string;
  /** The platform's. */
  readonly signer: RsaSigner;
  readonly sender: CallbackSender;
  readonly faults: FaultRegistry;
  readonly numbers: SequenceNumbers;
  readonly orders: OrderStore;
  readonly payer: PaymentSimulator;
  readonly refunds: RefundStore;
  readonly processor: RefundProcessor;
}

/** What is there before a sandbox is. */
export interface SandboxGround extends Pick<SandboxParts, 'account' | 'baseUrl' | 'sender'> {
  readonly reading: NewPayRefundCallbackReading;
}

/** Puts the parts of a sandbox together. */
export function assembleSandbox({ reading, ...ground }: SandboxGround): SandboxParts {
  const { account, sender } = ground;
  const { appId } = account;
  const faults = new FaultRegistry();
  const signer = new RsaSigner(account.platformKeys.privateKey);
  const oldSigner = async () => new RsaSigner((await account.oldPlatformKeys()).privateKey);
  const dispatcher = new CallbackDispatcher({ signer, oldSigner, faults, sender });
  // One series for both, so that no refund has the number of an order.
  const numbers = new SequenceNumbers();
  const orders = new OrderStore(numbers);
  const refunds = new RefundStore(numbers);
  const payer = new PaymentSimulator({ appId, orders, dispatcher });
  const processor = new RefundProcessor({ appId, refunds, dispatcher, reading });
  return { ...ground, signer, faults, numbers, orders, payer, refunds, processor };
}
