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

/** Fields to be signed as they are printed; `undefined` is not signed. */
export type PrintableFields = Readonly<Record<string, string | number | undefined>>;

/** The names of the last fields, as they were given, and in the order of the string to sign. */
let last = { given: ['sign'], sorted: [] as readonly string[] };

/**
 * The string to sign of fields (protocol 3): the same as `stringToSign`, without the `Map` of their texts.
 * The calls of an app have the same fields again and again, and are not sorted each time.
 */
export function stringToSignOf(fields: PrintableFields): string {
  let text = '';
  for (const name of sortedNames(fields)) {
    const value = fields[name];
    if (value !== undefined) {
      text += text === '' ? `${name}=` : `&${name}=`;
      text += value;
    }
  }
  return text;
}

function sortedNames(fields: PrintableFields): readonly string[] {
  const given = Object.keys(fields);
  if (given.length !== last.given.length || given.some((name, at) => name !== last.given[at])) {
    last = { given, sorted: given.filter((name) => name !== 'sign').sort() };
  }
  return last.sorted;
}
