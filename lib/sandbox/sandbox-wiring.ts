import { RsaSigner } from '../protocol/signature/rsa-signer.js';
import type { ActivityLog } from './activity/activity-log.js';
import { CallbackRules, type CallbackSettings } from './callbacks/callback-rules.js';
import type { CallbackSender } from './callbacks/callback-sender.js';
import { CallbackDispatcher } from './callbacks/callback-dispatcher.js';
import { FaultRegistry } from './faults/fault-registry.js';
import { SandboxActions } from './actions/sandbox-actions.js';
import { SequenceNumbers } from './sequence-numbers.js';
import { OrderStore } from './orders/order-store.js';
import { PaymentSimulator } from './orders/payment-simulator.js';
import { RefundStore } from './refunds/refund-store.js';
import { RefundProcessor } from './refunds/refund-processor.js';
import { TransferStore } from './transfers/transfer-store.js';
import { UserTokens } from './v2/user-tokens.js';
import type { V2Settings } from './v2/v2-settings.js';
import type { SandboxAccount } from './sandbox-account.js';

/** The components of a sandbox. */
export interface SandboxParts {
  readonly account: SandboxAccount;
  readonly baseUrl: string;
  /** Signs as the platform: answers and callbacks. */
  readonly signer: RsaSigner;
  readonly sender: CallbackSender;
  readonly activities: ActivityLog;
  readonly faults: FaultRegistry;
  readonly numbers: SequenceNumbers;
  readonly orders: OrderStore;
  readonly simulator: PaymentSimulator;
  readonly refunds: RefundStore;
  readonly processor: RefundProcessor;
  readonly transfers: TransferStore;
  readonly tokens: UserTokens;
  readonly v2: V2Settings;
  readonly actions: SandboxActions;
}

/** What must exist before the components are created. */
export interface SandboxFoundation extends Pick<
  SandboxParts,
  'account' | 'baseUrl' | 'sender' | 'activities'
> {
  readonly settings: CallbackSettings;
}

/** Creates the components of a sandbox. */
export function assembleSandbox({ settings, ...ground }: SandboxFoundation): SandboxParts {
  const { account, sender, activities } = ground;
  const { appId } = account;
  const faults = new FaultRegistry();
  const signer = new RsaSigner(account.platformKeys.privateKey);
  const oldSigner = async () => new RsaSigner((await account.oldPlatformKeys()).privateKey);
  const dispatcher = new CallbackDispatcher({ signer, oldSigner, faults, sender });
  const callbacks = new CallbackRules(appId, settings);
  // One sequence for both, so that an order and a refund never have the same number.
  const numbers = new SequenceNumbers();
  const orders = new OrderStore(numbers);
  const refunds = new RefundStore(numbers);
  const simulator = new PaymentSimulator({ orders, dispatcher, callbacks, activities });
  const processor = new RefundProcessor({ refunds, dispatcher, callbacks, activities });
  const actions = new SandboxActions({ orders, refunds, simulator, processor, sender });
  return {
    ...ground,
    signer,
    faults,
    numbers,
    orders,
    simulator,
    refunds,
    processor,
    transfers: new TransferStore(numbers),
    tokens: new UserTokens(),
    v2: settings.v2,
    actions,
  };
}
