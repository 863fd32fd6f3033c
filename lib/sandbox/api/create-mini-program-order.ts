import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { V1_CURRENCIES } from '../../protocol/v1/currency.enum.js';
import type { SequenceNumbers } from '../sequence-numbers.js';
import { problemOfAmount } from './amount-rule.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { amount, COMMON_PARAMETERS, given, text } from './parameters.js';

const CURRENCIES: readonly string[] = V1_CURRENCIES;

/**
 * Creates an order of the WeChat mini program, as far as it is documented (protocol 8.1).
 *
 * The answer is an assumption, and the order cannot be paid: the parameter for its callback is
 * unknown.
 */
export class CreateMiniProgramOrder implements ApiCall {
  readonly parameters = {
    ...COMMON_PARAMETERS,
    currency: { type: text, required: true },
    orderAmt: { type: amount, required: true },
  };

  constructor(private readonly numbers: SequenceNumbers) {}

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
    const { newpayNo: newpayOrderNo } = this.numbers.next();
    // The mini program reads the number from the scheme (protocol 8.2).
    return { newpayOrderNo, scheme: `weixin://sandbox/?newpayOrderNo=${newpayOrderNo}` };
  }
}
