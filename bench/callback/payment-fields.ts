import { APP_ID } from '../fixtures/messages.js';

const FIELDS: readonly (readonly [name: string, text: RegExp])[] = [
  ['appId', new RegExp(`^${APP_ID}$`)],
  ['orderNo', /^[!-%'-<>-~]{1,128}$/],
  ['newpayOrderNo', /^[!-%'-<>-~]{1,128}$/],
  ['orderAmt', /^\d{1,18}(\.\d{1,18})?$/],
  ['currency', /^(LAK|USD)$/],
  ['payMethod', /^\d{1,4}$/],
  ['transStatus', /^0$/],
  ['settlementStatus', /^\d{1,4}$/],
  ['timestamp', /^\d{13}$/],
];
const REFUND_FIELDS = ['newpayRefundOrderNo', 'refundOrderAmt', 'refundOrderNo'];
const FREE_TEXTS = ['extra', 'subject', 'transInfo'];
const NAMES = [...FIELDS.map(([name]) => name), ...REFUND_FIELDS, ...FREE_TEXTS];
/** Some field's text that would be a field itself if the signed text was cut there. */
const FOLDED = new RegExp(`&(${NAMES.join('|')})=`);

/** Whether each field is one of a successful payment, and none can be read as several, in as few lines as it takes by hand. */
export function isPayment(fields: Readonly<Record<string, unknown>>): boolean {
  return (
    FIELDS.every(([name, pattern]) => pattern.test(String(fields[name]))) &&
    Object.entries(fields).every(
      ([name, value]) => !/[&=]/.test(name) && !FOLDED.test(String(value)),
    )
  );
}
