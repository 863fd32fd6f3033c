/** The parameters of a message by name, each as its text in the string to sign. */
export type SignedParams = ReadonlyMap<string, string>;

/** The names of the signed parameters, in the order of the string to sign. */
export function signingOrder(params: SignedParams): string[] {
  const names: string[] = [];
  for (const name of params.keys()) {
    if (name !== 'sign') {
      names.push(name);
    }
  }
  return names.sort();
}

/**
 * The string that a NewPay signature covers (protocol 3): all parameters except `sign`, sorted by
 * name and joined as `name=value` with `&`, without escaping. Empty values are included, missing
 * ones are not.
 */
export function stringToSign(params: SignedParams): string {
  return joinParameters(params, signingOrder(params));
}

/** Joins parameters in the form of a string to sign, in the order of `names`. */
export function joinParameters(params: SignedParams, names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    text += `${text === '' ? '' : '&'}${name}=${params.get(name)}`;
  }
  return text;
}
