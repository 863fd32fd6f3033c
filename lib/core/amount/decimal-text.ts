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

function normalForm(text: string): string | undefined {
  const parts = DECIMAL.exec(text);
  if (!parts) {
    return undefined;
  }
  const [, whole = '', fraction = ''] = parts;
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
}
