/** Fields to be signed as they are printed; `undefined` is not signed. */
export type PrintableFields = Readonly<Record<string, string | number | undefined>>;

/** The names of the last fields, as they were given, and in the order of the string to sign. */
let last = { given: ['sign'], sorted: [] as readonly string[] };

/**
 * The string to sign of fields (protocol 3): the same as `stringToSign`, without the `Map` of their texts.
 * The calls of an app have the same fields again and again, and are not sorted each time.
 */
export function fieldsToSign(fields: PrintableFields): string {
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
