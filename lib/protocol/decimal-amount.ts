/** The most decimals that a decimal text can have. */
const MAX_DECIMALS = 18;
const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

/** Whether a text is a decimal number of digits, with at most one point between digits. */
export function isDecimalText(text: string): boolean {
  return DECIMAL.test(text);
}

/** Whether a decimal text is above zero. */
export function isAboveZero(text: string): boolean {
  return isDecimalText(text) && /[1-9]/.test(text);
}

/** The number of digits after the point, including zeros. */
export function decimalsOf(text: string): number {
  return DECIMAL.exec(text)?.[2]?.length ?? 0;
}

/**
 * Whether two amounts have the same value: `'50000'` and `'50000.00'` do (NewPay adds decimals that
 * were not sent). Compares decimal strings exactly, without floating-point arithmetic. Never
 * throws.
 *
 * @returns also `false` if one of them is not a plain decimal string: a number, `'1e3'`, `'-1'`,
 * `''` or `undefined`
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

/** The number of decimals without trailing zeros: `50000.00` has none. */
export function significantDecimals(text: string): number {
  return (DECIMAL.exec(text)?.[2] ?? '').replace(/0+$/, '').length;
}

/**
 * Removes trailing zeros, so that the amount has at most `places` decimals. An amount with more
 * significant decimals is returned unchanged.
 */
export function dropZeroDecimals(text: string, places: number): string {
  const [whole = '', fraction = ''] = text.split('.');
  if (significantDecimals(text) > places || fraction.length <= places) {
    return text;
  }
  return places === 0 ? whole : `${whole}.${fraction.slice(0, places)}`;
}

/** Whether the exact sum of some amounts is greater than a limit. All are decimal strings. */
export function isSumAbove(amounts: Iterable<string>, limit: string): boolean {
  return unitsOf(sumOf(amounts)) > unitsOf(limit);
}

/** The sum of decimal texts, exactly, without zeros at its end. */
export function sumOf(amounts: Iterable<string>): string {
  let sum = 0n;
  for (const amount of amounts) {
    sum += unitsOf(amount);
  }
  const digits = sum.toString().padStart(MAX_DECIMALS + 1, '0');
  const fraction = digits.slice(-MAX_DECIMALS).replace(/0+$/, '');
  return `${digits.slice(0, -MAX_DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The larger of two decimal strings. */
export function largerAmount(left: string, right: string): string {
  return unitsOf(left) >= unitsOf(right) ? left : right;
}

/** The amount in units of the 18th decimal, the last one that {@link isDecimalText} allows. */
function unitsOf(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(MAX_DECIMALS, '0'));
}

function normalForm(text: unknown): string | undefined {
  const parts = typeof text === 'string' ? DECIMAL.exec(text) : null;
  if (!parts) {
    return undefined;
  }
  const [, whole = '', fraction = ''] = parts;
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
}
