import { types } from 'node:util';
import type { ValidationError } from 'class-validator';
import { problemOfUnicode } from '../protocol/well-formed-unicode.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { messageOf } from '../errors/error-message.js';
import { Validator } from './class-validator.js';
import { keepsRules } from './keeps-rules.js';

const validator = new Validator();

/** An input of a DTO class: how it is read and checked. */
export interface InputType<T extends object> {
  /** The noun in error messages, such as `order`. */
  readonly subject: string;
  /** Its fields are those that a new instance has, each `undefined`. */
  readonly Dto: new () => T;
}

/** An input after one reading, with the rules that it breaks. */
export interface CheckedInput<T> {
  /** Plain values under the names of the DTO's fields. This copy was checked, and it is what is sent. */
  readonly copy: T;
  readonly violations: NewPayFieldViolation[];
}

/**
 * Reads an input once, field by field, and checks the copy. So the values that were checked are sent,
 * also when the input is an entity with accessors or a proxy. An unknown field breaks a rule: a misspelt
 * field must not be ignored.
 *
 * @throws {NewPayValidationError} the input is not an object
 */
export function checkInput<T extends object>(
  { subject, Dto }: InputType<T>,
  input: T,
): CheckedInput<T> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw noObject(subject, `${subject} must be an object`);
  }
  if (types.isPromise(input)) {
    throw noObject(subject, `${subject} must be an object, not a Promise: await it first`);
  }
  const copy = new Dto();
  const names = Object.keys(copy);
  const unreadable: NewPayFieldViolation[] = [];
  for (const name of names) {
    try {
      const value: unknown = Reflect.get(input, name);
      Reflect.set(copy, name, value);
      const problem = typeof value === 'string' ? problemOfUnicode(value) : undefined;
      if (problem !== undefined) {
        unreadable.push({ field: name, messages: [`${name} ${problem}`] });
      }
    } catch (error) {
      unreadable.push({ field: name, messages: [`${name} cannot be read: ${messageOf(error)}`] });
    }
  }
  const violations = [
    ...unreadable,
    ...brokenRules(copy).filter(({ field }) => !unreadable.some((one) => one.field === field)),
    ...unknownFields(input, names, subject),
  ];
  return { copy, violations };
}

function noObject(subject: string, message: string): NewPayValidationError {
  return new NewPayValidationError(subject, [{ field: subject, messages: [message] }]);
}

/** Asks `class-validator` only for the messages: it makes an error of each field, whether it is right or wrong. */
function brokenRules(copy: object): NewPayFieldViolation[] {
  return keepsRules(copy) ? [] : validator.validateSync(copy).map(violationOf);
}

function violationOf({ property, constraints }: ValidationError): NewPayFieldViolation {
  return { field: property, messages: Object.values(constraints ?? {}) };
}

function unknownFields(
  input: object,
  names: readonly string[],
  subject: string,
): NewPayFieldViolation[] {
  return Object.keys(input)
    .filter((field) => !names.includes(field))
    .map((field) => ({
      field,
      messages: [`${field} is not a known field of the ${subject}`],
    }));
}
