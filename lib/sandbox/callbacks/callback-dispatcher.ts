import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import { FAULTLESS, planDelivery, type DeliveryPlan } from '../faults/delivery-plan.js';
import type { FaultRegistry } from '../faults/fault-registry.js';
import { CALLBACK_FAULTS } from '../faults/newpay-sandbox-fault.js';
import type { CallbackSender } from './callback-sender.js';
import { printFields, withSignature, type CallbackField } from './callback-text.js';

export interface CallbackDispatcherParts {
  readonly signer: RsaSigner;
  /** For the fault `old-key`; its key is generated only when it is needed. */
  readonly oldSigner: () => Promise<RsaSigner>;
  readonly faults: FaultRegistry;
  readonly sender: CallbackSender;
}

/** A callback for the merchant. */
export interface Callback {
  /** The number of its order or refund. */
  readonly number: string;
  readonly url: string;
  readonly fields: readonly CallbackField[];
  /** The fields of an older callback, for the fault `out-of-order`. */
  readonly olderFields?: readonly CallbackField[] | undefined;
}

/** Signs and sends callbacks, with the injected faults. */
export class CallbackDispatcher {
  constructor(private readonly parts: CallbackDispatcherParts) {}

  /**
   * Sends a callback. Resolves when the first delivery has been answered or has failed; at once
   * when a fault withholds or delays it.
   */
  async dispatch(callback: Callback): Promise<void> {
    const { number, url, fields, olderFields } = callback;
    const { orderNo, refundOrderNo } = Object.fromEntries(fields);
    const plan = planDelivery(this.parts.faults.take(CALLBACK_FAULTS, { orderNo, refundOrderNo }));
    const { sender } = this.parts;
    // Sent again on request, it has no fault.
    sender.remember({ number, url, body: await this.#bodyOf(fields, FAULTLESS) });
    if (plan.copies === 0) {
      return;
    }
    const signed = { number, url, body: await this.#bodyOf(fields, plan) };
    await sender.send(signed, plan);
    if (plan.isRepeated) {
      await sender.send(signed, { delay: plan.delay * 2 });
    }
    if (plan.isOutOfOrder && olderFields) {
      const older = { number, url, body: await this.#bodyOf(olderFields, plan) };
      await sender.send(older, { delay: plan.delay * 2 });
    }
  }

  async #bodyOf(
    fields: readonly CallbackField[],
    { key, isTampered }: DeliveryPlan,
  ): Promise<string> {
    const { signer, oldSigner } = this.parts;
    const signed = await withSignature(fields, key === 'old' ? await oldSigner() : signer);
    return printFields(isTampered ? signed.map(tamper) : signed);
  }
}

/** Changes a failure into a success, as an attacker would, and a success into a failure. */
function tamper([name, value]: CallbackField): CallbackField {
  return name === 'transStatus' ? [name, 1 - Number(value)] : [name, value];
}
