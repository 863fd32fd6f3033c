import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { TransferStore } from '../transfers/transfer-store.js';
import type { AnswerData, ApiCall } from './api.js';
import { transferData } from './create-transfer.js';
import { Refusal } from './envelope.js';
import { COMMON_PARAMETERS, given, text } from './parameters.js';

/** Queries a transfer by NewPay's number (protocol 9.3). */
export class QueryTransfer implements ApiCall {
  readonly parameters = { ...COMMON_PARAMETERS, orderNo: { type: text, required: true } };

  constructor(private readonly transfers: TransferStore) {}

  run(fields: VerifiedFields): AnswerData {
    const transfer = this.transfers.find(given(fields, 'orderNo'));
    if (!transfer) {
      throw new Refusal('TRANSFER_NOT_FOUND', 'No transfer has this orderNo');
    }
    const { user, at } = transfer;
    return { ...transferData(transfer), accountTime: at.getTime(), phoneNo: user.phoneNo };
  }
}
