/** A parameter of a message and the text by which it takes part in the signature. */
export type SignedField = readonly [name: string, text: string];

/** The parameters that a signature covers, every one but `sign`, in the order of the string to sign. */
export function signingOrder(fields: Iterable<SignedField>): SignedField[] {
  return Array.from(fields)
    .filter((field) => field[0] !== 'sign')
    .sort((left, right) => (left[0] < right[0] ? -1 : 1));
}

/**
 * The text that a NewPay signature covers (protocol 3): every parameter but `sign`, sorted by name,
 * joined as `name=value` with `&`, values raw and not URL-encoded. `""` takes part, what is absent
 * does not.
 */
export function stringToSign(fields: Iterable<SignedField>): string {
  return joinFields(signingOrder(fields));
}

/** Joins parameters as a string to sign does, in the order in which they come. */
export function joinFields(fields: readonly SignedField[]): string {
  return fields.map(([name, text]) => `${name}=${text}`).join('&');
}
