/** Line breaks as variables, shells, forms and markup write them. */
const WRITTEN_BREAK = /\\+(?:[nrt]|u000[ad]|x0[ad])|&#(?:10|13|x[ad]);/gi;

/** The characters of a text that are Base64, with those that stand for a line break taken out first. */
function signsOfBase64(text: string): string {
  const signs = text.replaceAll(WRITTEN_BREAK, '').replaceAll(/[^A-Za-z0-9+/=_-]/g, '');
  return /[+/]/.test(signs)
    ? signs.replaceAll(/[-_]/g, '')
    : signs.replaceAll('-', '+').replaceAll('_', '/');
}

/** Reads Base64, or its URL variant, from a text that may have anything between its characters. */
export function bytesOfBase64(text: string): Buffer {
  return Buffer.from(withoutStrayBreaks(signsOfBase64(text)), 'base64');
}

/** Reads a text that is Base64 and nothing else but blanks, line breaks, quotes and brackets around. */
export function bytesOfPureBase64(text: string): Buffer | undefined {
  const isPure = /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/.test(text.replaceAll(WRITTEN_BREAK, ''));
  return isPure ? bytesOfBase64(text) : undefined;
}

/**
 * Takes out the letters `n` that are left where a shell has eaten the backslash of `\n`. A key begins
 * with the Base64 of an ASN.1 sequence, which is the letter `M`. What follows the end of the sequence is
 * ignored by OpenSSL.
 */
function withoutStrayBreaks(base64: string): string {
  return /^r?nM/.test(base64)
    ? base64.replace(/r?n/, '').replaceAll(/([A-Za-z0-9+/]{64})r?n/g, '$1')
    : base64;
}
