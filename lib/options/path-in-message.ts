import { visibleText } from '../errors/escape-invisible.js';

/** A longer text is hardly a path. */
const MAX_PATH = 200;

/**
 * Quotes a path for a message, with invisible characters as escapes: the `\n` of `C:\new` may have
 * become a line break. `undefined` when the text may be a key that was set in place of its path.
 */
export function shownPath(path: string): string | undefined {
  if (path.length > MAX_PATH || !/[./\\]/.test(path) || /-----|BEGIN|^MI|^LS0/.test(path)) {
    return undefined;
  }
  const parts = path.split(/[^A-Za-z0-9]+/);
  if (parts.some(isBase64) || (/^[A-Za-z0-9+/=]+$/.test(path) && !isPathOfWords(path))) {
    return undefined;
  }
  const hint = /[\n\r\t]/.test(path) ? String.raw` (a "\" became a line break: write "/")` : '';
  return `"${visibleText(path)}"${hint}`;
}

/** Runs of Base64 are long and mix cases and digits; segments of a path are words. */
function isBase64(part: string): boolean {
  const isMixed = [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(part));
  return part.length > 24 || (part.length >= 12 && isMixed);
}

/** Such as `/run/secrets/newpay`, of which every character is also valid in Base64. */
function isPathOfWords(path: string): boolean {
  const words = path.split('/');
  return words[0] === '' && words.every((word) => /^(?:[A-Z]?[a-z]*\d*|[A-Z]+)$/.test(word));
}
