/**
 * What is left of an amount after some others. All have two decimals, as the sandbox keeps amounts.
 */
export function remainingAmount(amount: string, others: readonly string[]): string {
  const cents = others.reduce((rest, other) => rest - centsOf(other), centsOf(amount));
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function centsOf(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}
