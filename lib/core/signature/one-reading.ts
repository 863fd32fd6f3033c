import { NewPayValidationError } from '../../errors/index.js';
import { quoteName } from '../wire/wire-text.js';

/** The fields of NewPay's callbacks (protocol 5.1, 5.2). */
const NAMES = [
  'appId',
  'currency',
  'extra',
  'newpayOrderNo',
  'newpayRefundOrderNo',
  'orderAmt',
  'orderNo',
  'payMethod',
  'refundOrderAmt',
  'refundOrderNo',
  'settlementStatus',
  'subject',
  'timestamp',
  'transInfo',
  'transStatus',
];
const IMITATION = new RegExp(`&(?:${NAMES.join('|')})=`);

/**
 * The first part of a text that would be a field of a callback's if the signed text was cut there,
 * such as `&orderNo=`.
 */
export function imitatedField(text: string): string | undefined {
  return text.includes('&') ? IMITATION.exec(text)?.[0] : undefined;
}

/**
 * Refuses a callback whose signed text could be another callback's. A signature joins fields without
 * escaping, so that the text of one message, cut elsewhere, is that of others, all well signed: the
 * payer's own `extra` may read `x&orderNo=B`. In such a cut the true field is still there, inside
 * another field's value or name, and nowhere in an honest one.
 *
 * @throws {NewPayValidationError} naming the field
 */
export function requireOneReading(fields: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(fields)) {
    const imitated = imitatedField(text);
    const problem = /[&=]/.test(name)
      ? 'is no name of a field'
      : imitated && `contains "${imitated}": what was signed can be read in two ways`;
    if (problem) {
      const messages = [`${quoteName(name)} ${problem}`];
      throw new NewPayValidationError('message', [{ field: name, messages }]);
    }
  }
}
