import type { RsaSigner } from '../../protocol/signature/rsa-signer.js';
import type { NewPayNestedForm } from '../../protocol/v2/nested-form.js';

/** An object inside a message: its fields are text. */
export type NestedObject = Readonly<Record<string, string>>;

/** The fields of a message without `sign`. Numbers must be whole. `null` is printed, and not signed. */
export type V2Data = Readonly<Record<string, string | number | null | NestedObject>>;

type SignedParam = readonly [name: string, text: string];

/**
 * How an object takes part in the signed text, by form. Written down, and not the code of the library: a
 * mistake there would otherwise go unnoticed.
 */
const SIGNED: Readonly<
  Record<NewPayNestedForm, (name: string, object: NestedObject) => readonly SignedParam[]>
> = {
  wire: (name, object) => [[name, spaced(object)]],
  json: (name, object) => [[name, JSON.stringify(object)]],
  'sorted-json': (name, object) => [
    [name, JSON.stringify(Object.fromEntries(sorted(Object.entries(object))))],
  ],
  java: (name, object) => [[name, `{${joined(Object.entries(object), ', ')}}`]],
  fields: (name, object) => [[name, joined(sorted(Object.entries(object)), '&')]],
  dotted: (name, object) =>
    Object.entries(object).map(([member, text]) => [`${name}.${member}`, text]),
  lifted: (_name, object) => Object.entries(object),
};

/** Signs the fields of a message in a form, and prints them with their `sign`. */
export async function printSigned(
  data: V2Data,
  form: NewPayNestedForm,
  signer: RsaSigner,
): Promise<string> {
  return printData({ ...data, sign: await signer.sign(new Map(paramsOf(data, form))) }, form);
}

/**
 * Prints the fields of a message. In the form `wire` an object has white space in it, so that it is not
 * also signed in the form `json`.
 */
function printData(data: V2Data, form: NewPayNestedForm): string {
  const members = Object.entries(data).map(([name, value]) => {
    const isSpaced = form === 'wire' && isObject(value);
    return `${JSON.stringify(name)}:${isSpaced ? spaced(value) : JSON.stringify(value)}`;
  });
  return `{${members.join(',')}}`;
}

function paramsOf(data: V2Data, form: NewPayNestedForm): SignedParam[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (value === null) {
      return [];
    }
    return isObject(value) ? SIGNED[form](name, value) : [[name, `${value}`] as const];
  });
}

function isObject(value: V2Data[string]): value is NestedObject {
  return typeof value === 'object' && value !== null;
}

function spaced(object: NestedObject): string {
  const members = Object.entries(object).map(
    ([name, text]) => `${JSON.stringify(name)}: ${JSON.stringify(text)}`,
  );
  return `{ ${members.join(', ')} }`;
}

function joined(members: readonly SignedParam[], separator: string): string {
  return members.map(([name, text]) => `${name}=${text}`).join(separator);
}

function sorted(members: readonly SignedParam[]): SignedParam[] {
  return members.toSorted(([left], [right]) => (left < right ? -1 : 1));
}
