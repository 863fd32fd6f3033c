/**
 * An amount as NewPay prints it: `123.00`, even for LAK (protocol 10.6), which a comparison of texts
 * trips over.
 *
 * @param amount decimal text with at most two decimals
 */
export function formatAmount(amount: string): string {
  const [whole, fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}
