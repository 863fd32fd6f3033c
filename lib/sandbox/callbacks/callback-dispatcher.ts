import type { MerchantSigner } from '../../protocol/signature/rsa-signer.js';
import { dispatchOf, type Dispatch } from '../faults/delivery-plan.js';
import type { FaultBook } from '../faults/fault-registry.js';
import { CALLBACK_FAULTS } from '../faults/newpay-sandbox-fault.js';
import type { CallbackSender, OutgoingCallback } from './callback-sender.js';
import { printFields, signFields, type CallbackField } from './callback-text.js';

/** What {@link Notifier} works with. */
export interface NotifierParts {
  readonly signer: MerchantSigner;
  /** Only for a fault, so that its key is made only then. */
  readonly oldSigner: () => Promise<MerchantSigner>;
  readonly faults: FaultBook;
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
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Resolves when the first delivery has been answered or has failed; at once when a fault withholds
   * or delays it.
   */
  async notify(news: Callback): Promise<void> {
    const { about, url, fields, olderFields } = news;
    const { orderNo, refundOrderNo } = Object.fromEntries(fields);
    const dispatch = dispatchOf(
      this.parts.faults.take(CALLBACK_FAULTS, { orderNo, refundOrderNo }),
    );
    if (dispatch.copies === 0) {
      return;
    }
    const callback = { about, url, body: await this.#bodyOf(fields, dispatch) };
    await this.#send(callback, dispatch.copies, dispatch.delay);
    if (dispatch.isRepeated) {
      await this.#send(callback, 1, dispatch.delay * 2);
    }
    if (dispatch.isOutOfOrder && olderFields) {
      const older = { about, url, body: await this.#bodyOf(olderFields, dispatch) };
      await this.#send(older, 1, dispatch.delay * 2);
    }
  }

  async #bodyOf(fields: readonly CallbackField[], { key, isTampered }: Dispatch): Promise<string> {
    const { signer, oldSigner } = this.parts;
    const signed = await signFields(fields, key === 'old' ? await oldSigner() : signer);
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
