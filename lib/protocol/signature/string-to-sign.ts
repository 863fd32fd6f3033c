/** The parameters of a message by name, each as the text by which it takes part in a signature. */
export type SignedParams = ReadonlyMap<string, string>;

/** The names of the parameters that a signature covers, in the order of the string to sign. */
export function signingOrder(texts: SignedParams): string[] {
  return Array.from(texts.keys())
    .filter((name) => name !== 'sign')
    .sort();
}

/**
 * The text that a NewPay signature covers (protocol 3): every parameter but `sign`, sorted by name,
 * joined as `name=value` with `&`, values raw and not URL-encoded. `""` takes part, what is absent
 * does not.
 */
export function stringToSign(texts: SignedParams): string {
  return joinParameters(texts, signingOrder(texts));
}

/** Joins parameters as a string to sign does, in the order of `names`. */
export function joinParameters(texts: SignedParams, names: readonly string[]): string {
  return names.map((name) => `${name}=${texts.get(name)}`).join('&');
}
