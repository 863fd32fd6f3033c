/**
 * Formats an amount like NewPay: `123.00`, even for LAK (protocol 10.6). An app that compares
 * amounts as text fails in the sandbox, as it would with NewPay.
 *
 * @param amount a decimal string with at most two decimals
 */
export function formatAmount(amount: string): string {
  const [whole, fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}
