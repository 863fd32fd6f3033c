import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import { FAULTLESS, planDelivery, type DeliveryPlan } from '../faults/delivery-plan.js';
import type { FaultRegistry } from '../faults/fault-registry.js';
import { CALLBACK_FAULTS } from '../faults/newpay-sandbox-fault.js';
import type { CallbackSender } from './callback-sender.js';
import type { CallbackMessage } from './callback-message.interface.js';

export interface CallbackDispatcherParts {
  readonly signer: RsaSigner;
  /** For the fault `old-key`; its key is generated only when it is needed. */
  readonly oldSigner: () => Promise<RsaSigner>;
  readonly faults: FaultRegistry;
  readonly sender: CallbackSender;
}

/** A callback for the merchant. */
export interface Callback {
  readonly orderNo: string;
  /** Missing for the callback of a payment. */
  readonly refundOrderNo?: string;
  readonly url: string;
  readonly message: CallbackMessage;
  /** An older callback, for the fault `out-of-order`. */
  readonly olderMessage?: CallbackMessage | undefined;
  /** The delays before each further delivery, in milliseconds. */
  readonly retryDelays: readonly number[];
}

/** Signs and sends callbacks, with the injected faults. */
export class CallbackDispatcher {
  constructor(private readonly parts: CallbackDispatcherParts) {}

  /**
   * Sends a callback. Resolves when the first delivery has been answered or has failed; at once
   * when a fault withholds or delays it.
   */
  async dispatch(callback: Callback): Promise<void> {
    const { orderNo, refundOrderNo, url, message, olderMessage, retryDelays } = callback;
    const to = { number: refundOrderNo ?? orderNo, url, retryDelays };
    const plan = planDelivery(this.parts.faults.take(CALLBACK_FAULTS, { orderNo, refundOrderNo }));
    const { sender } = this.parts;
    // Sent again on request, it has no fault.
    sender.remember({ ...to, body: await this.#bodyOf(message, FAULTLESS) });
    if (plan.copies === 0) {
      return;
    }
    const signed = { ...to, body: await this.#bodyOf(message, plan) };
    await sender.send(signed, plan);
    if (plan.isRepeated) {
      await sender.send(signed, { delay: plan.delay * 2 });
    }
    if (plan.isOutOfOrder && olderMessage) {
      const older = { ...to, body: await this.#bodyOf(olderMessage, plan) };
      await sender.send(older, { delay: plan.delay * 2 });
    }
  }

  async #bodyOf(message: CallbackMessage, { key, isTampered }: DeliveryPlan): Promise<string> {
    const { signer, oldSigner } = this.parts;
    return message.body(key === 'old' ? await oldSigner() : signer, isTampered);
  }
}
