import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import { planDelivery, type DeliveryPlan } from '../faults/delivery-plan.js';
import type { FaultRegistry } from '../faults/fault-registry.js';
import { CALLBACK_FAULTS } from '../faults/newpay-sandbox-fault.js';
import type { CallbackSender, OutgoingCallback } from './callback-sender.js';
import { printFields, withSignature, type CallbackField } from './callback-text.js';

/** What {@link CallbackDispatcher} works with. */
export interface NotifierParts {
  readonly signer: RsaSigner;
  /** Only for a fault, so that its key is made only then. */
  readonly oldSigner: () => Promise<RsaSigner>;
  readonly faults: FaultRegistry;
  readonly sender: CallbackSender;
}

/** News for the merchant. */
export interface Callback {
  /** The number of the order or the refund that it is about. */
  readonly about: string;
  readonly url: string;
  readonly fields: readonly CallbackField[];
  /** News that is older, and that only a fault sends; absent when there is none. */
  readonly olderFields?: readonly CallbackField[] | undefined;
}

/** Signs callbacks and sends them off, or whatever the faults make of it. */
export class CallbackDispatcher {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Resolves when the first delivery has been answered or has failed; at once when a fault withholds
   * or delays it.
   */
  async notify(callback: Callback): Promise<void> {
    const { about, url, fields, olderFields } = callback;
    const { orderNo, refundOrderNo } = Object.fromEntries(fields);
    const plan = planDelivery(this.parts.faults.take(CALLBACK_FAULTS, { orderNo, refundOrderNo }));
    if (plan.copies === 0) {
      return;
    }
    const signed = { about, url, body: await this.#bodyOf(fields, plan) };
    await this.#send(signed, plan.copies, plan.delay);
    if (plan.isRepeated) {
      await this.#send(signed, 1, plan.delay * 2);
    }
    if (plan.isOutOfOrder && olderFields) {
      const older = { about, url, body: await this.#bodyOf(olderFields, plan) };
      await this.#send(older, 1, plan.delay * 2);
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

  async #send(callback: OutgoingCallback, copies: number, delay: number): Promise<void> {
    const { sender } = this.parts;
    await Promise.all(Array.from({ length: copies }, () => sender.send(callback, delay)));
  }
}

/** Makes a failure a success, as a forger would, and the other way round. */
function tamper([name, value]: CallbackField): CallbackField {
  return name === 'transStatus' ? [name, 1 - Number(value)] : [name, value];
}
