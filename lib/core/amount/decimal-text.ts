const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

/** Whether a text is a plain decimal number: digits, with at most one point between digits. */
export function isDecimalText(text: string): boolean {
  return DECIMAL.test(text);
}

/** Whether a decimal text is above zero. */
export function isAboveZero(text: string): boolean {
  return isDecimalText(text) && /[1-9]/.test(text);
}

/** How many digits stand after the point. */
export function decimalsOf(text: string): number {
  return DECIMAL.exec(text)?.[2]?.length ?? 0;
}

/**
 * Whether two texts are the same decimal number: `50000` is `50000.00` (protocol 10.6). Never goes
 * through a float. A text that is no decimal number equals nothing.
 */
export function isSameAmount(left: string, right: string): boolean {
  const normal = normalForm(left);
  return normal !== undefined && normal === normalForm(right);
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

function normalForm(text: string): string | undefined {
  const parts = DECIMAL.exec(text);
  if (!parts) {
    return undefined;
  }
  const [, whole = '', fraction = ''] = parts;
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
}
