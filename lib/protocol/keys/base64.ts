/** Line breaks as environment variables, shells, forms and markup escape them. */
const WRITTEN_BREAK = /\\+(?:[nrt]|u000[ad]|x0[ad])|&#(?:10|13|x[ad]);|<br\s{0,3}\/?>/gi;

/** Extracts the Base64 characters of a text, after removing escaped line breaks. */
function base64CharactersOf(text: string): string {
  const characters = text.replaceAll(WRITTEN_BREAK, '').replaceAll(/[^A-Za-z0-9+/=_-]/g, '');
  return /[+/]/.test(characters)
    ? characters.replaceAll(/[-_]/g, '')
    : characters.replaceAll('-', '+').replaceAll('_', '/');
}

/** Decodes Base64 or base64url, ignoring all other characters in the text. */
export function bytesOfBase64(text: string): Buffer {
  return Buffer.from(withoutStrayBreaks(base64CharactersOf(text)), 'base64');
}

/** Decodes a text of nothing but Base64, white space and line breaks; otherwise `undefined`. */
export function bytesOfPureBase64(text: string): Buffer | undefined {
  const isPure = /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/.test(text.replaceAll(WRITTEN_BREAK, ''));
  return isPure ? bytesOfBase64(text) : undefined;
}

/**
 * Removes each letter `n` that remains after a shell removed the backslash of `\n`. A key starts
 * with an ASN.1 sequence, which is the letter `M` in Base64. OpenSSL ignores what follows the end
 * of the sequence.
 */
function withoutStrayBreaks(base64: string): string {
  return /^r?nM/.test(base64)
    ? base64.replace(/r?n/, '').replaceAll(/([A-Za-z0-9+/]{64})r?n/g, '$1')
    : base64;
}
