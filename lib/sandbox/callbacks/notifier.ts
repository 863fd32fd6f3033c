import type { MerchantSigner } from '../../core/signature/merchant-signer.js';
import { dispatchOf } from '../faults/dispatch.js';
import type { FaultBook } from '../faults/fault-book.js';
import { CALLBACK_FAULTS } from '../faults/newpay-sandbox-fault.js';
import type { CallbackSender } from './callback-sender.js';
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
}

/** Signs callbacks and sends them off, or whatever the faults make of it. */
export class Notifier {
  constructor(private readonly parts: NotifierParts) {}

  /**
   * Resolves when the first delivery has been answered or has failed; at once when a fault withholds
   * or delays it.
   */
  async notify({ about, url, fields }: Callback): Promise<void> {
    const { signer, oldSigner, faults, sender } = this.parts;
    const { orderNo, refundOrderNo } = Object.fromEntries(fields);
    const { copies, delay, key, isTampered } = dispatchOf(
      faults.take(CALLBACK_FAULTS, { orderNo, refundOrderNo }),
    );
    const signed = await signFields(fields, key === 'old' ? await oldSigner() : signer);
    const body = printFields(isTampered ? signed.map(tamper) : signed);
    const callback = { about, url, body };
    await Promise.all(Array.from({ length: copies }, () => sender.send(callback, delay)));
  }
}

/** Makes a failure a success, as a forger would, and the other way round. */
function tamper([name, value]: CallbackField): CallbackField {
  return name === 'transStatus' ? [name, 1 - Number(value)] : [name, value];
}
