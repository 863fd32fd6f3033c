import { validateSync, type ValidationError } from 'class-validator';
import { problemOfUnicode } from '../protocol/well-formed-text.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { messageOf } from '../errors/message-of.js';

/** What is needed to read and check an input of a DTO class. */
export interface InputType<T extends object> {
  /** What the message names it, such as `order`. */
  readonly subject: string;
  readonly Dto: new () => T;
  /** A record, so that the compiler tells when a field is missing. */
  readonly fields: Readonly<Record<keyof T, true>>;
}

/** An input that was read once, and the rules that it breaks. */
export interface CheckedInput<T> {
  /** What was checked and is to be sent: plain values under the names of the DTO's fields. */
  readonly copy: T;
  readonly violations: NewPayFieldViolation[];
}

/**
 * Reads an input once, field by field, and checks what was read: whatever it is made of (an instance
 * of the class, an entity with accessors, a proxy, something inherited), what is sent is the copy that
 * was checked. A field that the class does not know is a violation: a misspelt option of an order must
 * not vanish.
 *
 * @throws {NewPayValidationError} the input is no object at all
 */
export function checkInput<T extends object>(
  { subject, Dto, fields }: InputType<T>,
  input: T,
): CheckedInput<T> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const messages = [`give an object of ${Dto.name}'s fields`];
    throw new NewPayValidationError(subject, [{ field: subject, messages }]);
  }
  const names = Object.keys(fields);
  const copy = new Dto();
  const unreadable = new Map<string, string>();
  for (const name of names) {
    try {
      const value: unknown = Reflect.get(input, name);
      Reflect.set(copy, name, value);
      const problem = typeof value === 'string' ? problemOfUnicode(value) : undefined;
      if (problem !== undefined) {
        unreadable.set(name, `${name} ${problem}`);
      }
    } catch (error) {
      unreadable.set(name, `${name} cannot be read: ${messageOf(error)}`);
    }
  }
  const broken = validateSync(copy).filter(({ property }) => !unreadable.has(property));
  const violations = [
    ...[...unreadable].map(([field, message]) => ({ field, messages: [message] })),
    ...broken.map(violationOf),
    ...unknownFields(input, names),
  ];
  return { copy, violations };
}

function violationOf({ property, constraints }: ValidationError): NewPayFieldViolation {
  return { field: property, messages: Object.values(constraints ?? {}) };
}

function unknownFields(input: object, names: readonly string[]): NewPayFieldViolation[] {
  return Object.keys(input)
    .filter((field) => !names.includes(field))
    .map((field) => ({
      field,
      messages: [`${field} is not a field of it: is it misspelt?`],
    }));
}
