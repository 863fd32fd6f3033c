const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

/** Whether a text is a plain decimal number: digits, with at most one point between digits. */
export function isDecimalText(text: string): boolean {
  return DECIMAL.test(text);
}

/** Whether a decimal text is above zero. */
export function isAboveZero(text: string): boolean {
  return isDecimalText(text) && /[1-9]/.test(text);
}

/** How many digits stand after the point, zeros among them. */
export function decimalsOf(text: string): number {
  return DECIMAL.exec(text)?.[2]?.length ?? 0;
}

/**
 * Whether two amounts are equal in value: `'50000'` and `'50000.00'` are (NewPay prints amounts with
 * decimals that were not sent). Compares decimal text exactly, never through a float.
 *
 * @returns false, too, when one of the two is no plain decimal text: a number, `'1e3'`, `'-1'`, `''`,
 * `undefined`. It never throws.
 *
 * @example
 * if (!isSameAmount(event.orderAmt, order.amount)) { … }
 *
 * @publicApi
 */
export function isSameAmount(left: string, right: string): boolean {
  const normal = normalForm(left);
  return normal !== undefined && normal === normalForm(right);
}

/** How many decimals of an amount count: zeros at its end do not, `50000.00` has none. */
export function significantDecimals(text: string): number {
  return (DECIMAL.exec(text)?.[2] ?? '').replace(/0+$/, '').length;
}

/**
 * The same amount with at most so many decimals, where those that are left out are zeros. An amount
 * that has more which count is returned as it is.
 */
export function dropZeroDecimals(text: string, places: number): string {
  const [whole = '', fraction = ''] = text.split('.');
  if (significantDecimals(text) > places || fraction.length <= places) {
    return text;
  }
  return places === 0 ? whole : `${whole}.${fraction.slice(0, places)}`;
}

/** Whether the sum of some amounts is more than another, exactly. All are decimal texts. */
export function isSumAbove(amounts: Iterable<string>, limit: string): boolean {
  let sum = 0n;
  for (const amount of amounts) {
    sum += unitsOf(amount);
  }
  return sum > unitsOf(limit);
}

/** The larger of two decimal texts. */
export function largerAmount(left: string, right: string): string {
  return unitsOf(left) >= unitsOf(right) ? left : right;
}

/** In units of the smallest decimal that a decimal text can have. */
function unitsOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
}

function normalForm(text: unknown): string | undefined {
  const parts = typeof text === 'string' ? DECIMAL.exec(text) : null;
  if (!parts) {
    return undefined;
  }
  const [, whole = '', fraction = ''] = parts;
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
}
