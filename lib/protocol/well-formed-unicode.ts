// With the flag `u`, a surrogate pair is one character and does not match.
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Finds a lone surrogate, which has no UTF-8 encoding: the signature would cover a replacement
 * character, but the JSON would hold an escape. Returns a phrase that follows the name of the
 * field; `undefined` for any other text. NUL and other control characters are the same in both and
 * are valid.
 */
export function problemOfUnicode(text: string): string | undefined {
  return LONE_SURROGATE.test(text)
    ? 'is not well-formed Unicode: it was truncated in the middle of a character'
    : undefined;
}
