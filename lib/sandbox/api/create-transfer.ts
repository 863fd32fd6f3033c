import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { V1_CURRENCIES } from '../../protocol/v1/currency.enum.js';
import type { SandboxTransfer, TransferStore } from '../transfers/transfer-store.js';
import { userOfAccount } from '../transfers/wallet-user.js';
import { problemOfAmount } from './amount-rule.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { amount, COMMON_PARAMETERS, given, text } from './parameters.js';

const CURRENCIES: readonly string[] = V1_CURRENCIES;

/** Transfers money to a user (protocol 9.2). Each request is a transfer of its own. */
export class CreateTransfer implements ApiCall {
  readonly parameters = {
    ...COMMON_PARAMETERS,
    revFundAccountId: { type: text, required: true },
    orderAmt: { type: amount, required: true },
    currency: { type: text, required: true },
    orderDesc: { type: text, required: true },
  };

  constructor(private readonly transfers: TransferStore) {}

  run(fields: VerifiedFields): AnswerData {
    const currency = given(fields, 'currency');
    const orderAmt = given(fields, 'orderAmt');
    if (!CURRENCIES.includes(currency)) {
      throw new Refusal('INVALID_PARAMETER', `currency must be one of ${CURRENCIES.join(', ')}`);
    }
    const problem = problemOfAmount('orderAmt', orderAmt, currency);
    if (problem !== undefined) {
      throw new Refusal('INVALID_PARAMETER', problem);
    }
    const user = userOfAccount(given(fields, 'revFundAccountId'));
    if (!user) {
      throw new Refusal('ACCOUNT_NOT_FOUND', 'No user has this revFundAccountId');
    }
    const orderDesc = given(fields, 'orderDesc');
    return transferData(this.transfers.add({ user, orderAmt, currency, orderDesc }));
  }
}

/** The common fields of the answers to a transfer and to its query. */
export function transferData(transfer: SandboxTransfer): AnswerData {
  const { tranNo, currency, orderAmt, orderDesc, orderNo } = transfer;
  return { tranNo, currency, orderAmt, orderDesc, orderNo };
}
