import {
  isLosslessObject,
  LosslessJsonError,
  quoteName,
  textOf,
  type LosslessObject,
} from '../json/lossless-json.js';
import { stringToSign, type SignedParams } from '../signature/string-to-sign.js';
import { DOCUMENTED_OBJECTS } from './documented-fields.js';
import type { NewPayNestedForm } from './nested-form.js';

/** The value of a field that is an object or an array. */
export interface NestedValue {
  readonly value: unknown;
  /**
   * Its JSON without white space.
   *
   * @throws {LosslessJsonError} it is nested too deeply
   */
  readonly compact: () => string;
  /** Its JSON as it was sent. */
  readonly wire: () => string;
}

/** The fields of a message, without `sign` and those that are `null`. */
export interface MessageParts {
  /** The text of each field that is not nested, by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** The nested fields, by name. */
  readonly nested: ReadonlyMap<string, NestedValue>;
}

/** The signed parameters of a message, and every text that must not contain the name of a field. */
export interface SignedTexts {
  readonly params: SignedParams;
  /** The values by name; in the form `fields` those of an object one by one. */
  readonly values: ReadonlyMap<string, string>;
}

/** A name inside an object that no form can confuse with its punctuation. */
const MEMBER_NAME = /^\w+$/;

/** Deeper than any message of NewPay's. */
const MAX_DEPTH = 16;

/** What one nested field adds to the signed text. */
interface Addition {
  readonly name: string;
  readonly nested: NestedValue;
  /** The other fields of the message. */
  readonly texts: ReadonlyMap<string, string>;
  readonly params: Map<string, string>;
  readonly values: Map<string, string>;
}

const ADDERS: Readonly<Record<NewPayNestedForm, (addition: Addition) => void>> = {
  wire: ({ name, nested, params }) => params.set(name, nested.wire()),
  json: ({ name, nested, params }) => params.set(name, nested.compact()),
  'sorted-json': ({ name, nested, params }) => params.set(name, compactJson(nested.value, true)),
  java: ({ name, nested, params }) => params.set(name, javaText(name, nested.value)),
  fields: ({ name, nested, params, values }) => {
    const { members } = requireDocumented(name, nested.value, 'fields');
    params.set(name, stringToSign(members));
    members.forEach((text, member) => values.set(`${name}.${member}`, text));
  },
  dotted: ({ name, nested, texts, params }) => {
    const { members } = requireDocumented(name, nested.value, 'dotted');
    requireDistinctNames(texts, 'dotted', (other) => other.includes('.'));
    members.forEach((text, member) => params.set(`${name}.${member}`, text));
  },
  lifted: ({ name, nested, texts, params }) => {
    const { members, documented } = requireDocumented(name, nested.value, 'lifted');
    requireDistinctNames(texts, 'lifted', (other) => documented.includes(other));
    lift(params, name, members);
  },
};

/**
 * The signed parameters of a message in one form.
 *
 * @throws {LosslessJsonError} the message cannot be signed in this form, or not without ambiguity
 */
export function signedTexts(
  { texts, nested: all }: MessageParts,
  form: NewPayNestedForm,
): SignedTexts {
  const params = new Map(texts);
  const values = form === 'fields' ? new Map(texts) : params;
  for (const [name, nested] of all) {
    ADDERS[form]({ name, nested, texts, params, values });
  }
  return { params, values };
}

/**
 * JSON without white space; numbers keep their text.
 *
 * @throws {LosslessJsonError} it is nested too deeply
 */
export function compactJson(value: unknown, isSorted = false, depth = 0): string {
  if (depth > MAX_DEPTH) {
    throw new LosslessJsonError(`it is nested more than ${MAX_DEPTH} levels deep`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => compactJson(item, isSorted, depth + 1)).join(',')}]`;
  }
  if (isLosslessObject(value)) {
    const names = Object.keys(value);
    const members = (isSorted ? names.sort() : names).map(
      (name) => `${JSON.stringify(name)}:${compactJson(value[name], isSorted, depth + 1)}`,
    );
    return `{${members.join(',')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : (textOf(value) ?? 'null');
}

/**
 * The fields of an object as text, by name; those that are `null` are left out. `undefined` if the
 * value is no object, or a field of it is nested.
 */
export function membersOf(value: unknown): ReadonlyMap<string, string> | undefined {
  if (!isLosslessObject(value)) {
    return undefined;
  }
  const members = new Map<string, string>();
  for (const [name, member] of Object.entries(value)) {
    if (member === null) {
      continue;
    }
    const text = textOf(member);
    if (text === undefined) {
      return undefined;
    }
    members.set(name, text);
  }
  return members;
}

/** As `java.util.AbstractMap.toString` prints it: nothing is quoted, so that not every text is allowed. */
function javaText(name: string, value: unknown): string {
  const members = requireMembers(name, value, 'java');
  for (const [member, text] of members) {
    if (text.includes(', ') || text === 'null') {
      throw cannot(name, 'java', `the value of ${quoteName(member)} would be ambiguous`);
    }
  }
  const object = value as LosslessObject;
  const printed = Object.keys(object).map((member) => `${member}=${members.get(member) ?? 'null'}`);
  return `{${printed.join(', ')}}`;
}

/**
 * In forms without a mark where an object begins and ends, only documented objects with their documented
 * fields can be told from other fields.
 */
function requireDocumented(
  name: string,
  value: unknown,
  form: NewPayNestedForm,
): {
  readonly members: ReadonlyMap<string, string>;
  /** The names that it may have. */
  readonly documented: readonly string[];
} {
  const members = requireMembers(name, value, form);
  const documented = DOCUMENTED_OBJECTS.get(name);
  if (!documented) {
    throw cannot(name, form, 'the object is not documented');
  }
  const unknown = [...members.keys()].find((member) => !documented.members.includes(member));
  if (unknown !== undefined) {
    throw cannot(name, form, `its field ${quoteName(unknown)} is not documented`);
  }
  if (members.size < (documented.isComplete ? documented.members.length : 1)) {
    throw cannot(name, form, 'a field of it is missing');
  }
  return { members, documented: documented.members };
}

function lift(
  params: Map<string, string>,
  name: string,
  members: ReadonlyMap<string, string>,
): void {
  for (const [member, text] of members) {
    // The amounts of a refund and of its order can be equal.
    if ((params.get(member) ?? text) !== text) {
      throw cannot(name, 'lifted', `another object has another ${quoteName(member)}`);
    }
    params.set(member, text);
  }
}

function requireMembers(
  name: string,
  value: unknown,
  form: NewPayNestedForm,
): ReadonlyMap<string, string> {
  const members = membersOf(value);
  if (!members) {
    throw cannot(name, form, 'its value is an array, or has an object or an array in it');
  }
  const invalid = Object.keys(value as object).find((member) => !MEMBER_NAME.test(member));
  if (invalid !== undefined) {
    throw cannot(name, form, `the name ${quoteName(invalid)} in it is not valid`);
  }
  return members;
}

/** Beside an object, no field can have the name that a field of an object gets. */
function requireDistinctNames(
  texts: ReadonlyMap<string, string>,
  form: 'dotted' | 'lifted',
  isTaken: (name: string) => boolean,
): void {
  const taken = [...texts.keys()].find(isTaken);
  if (taken !== undefined) {
    throw cannot(taken, form, 'an object has a field of this name');
  }
}

function cannot(name: string, form: string, problem: string): LosslessJsonError {
  return new LosslessJsonError(
    `field ${quoteName(name)} cannot be signed in the form "${form}": ${problem}`,
  );
}
