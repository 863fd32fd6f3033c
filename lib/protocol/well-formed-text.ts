// With the flag `u` a pair is one character, which is no surrogate.
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * What is wrong with a text that cannot be signed as it is sent: half of a surrogate pair has no UTF-8
 * form, so that the signature would cover a replacement character and the JSON an escape of the half.
 * `undefined` for any other text: NUL and other control characters are the same in both.
 */
export function problemOfUnicode(text: string): string | undefined {
  return LONE_SURROGATE.test(text)
    ? 'is not well-formed Unicode: it was cut in the middle of a character'
    : undefined;
}
