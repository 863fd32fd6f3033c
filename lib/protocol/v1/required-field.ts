import { NewPayValidationError } from '../../errors/index.js';
import type { VerifiedFields } from '../signature/signed-message.js';

/**
 * Reads a field that must be there and must make sense.
 *
 * A signature joins fields without escaping, so that one verified text can be cut into fields in
 * more than one way (`currency` = `LAK&extra=`). A strict reading of every field that is acted on
 * refuses such a cut; one inside free text is for `assertUnambiguous`.
 *
 * @param parse turns the text into its meaning, `undefined` when it has none
 * @throws {NewPayValidationError} the field is absent, or has no meaning
 */
export function requiredField<T>(
  fields: VerifiedFields,
  name: string,
  parse: (text: string) => T | undefined,
): T {
  const text = fields.get(name);
  const value = text === undefined ? undefined : parse(text);
  if (value === undefined) {
    const message = `"${name}" ${text === undefined ? 'is missing' : 'has no possible value'}`;
    throw new NewPayValidationError('message', [{ field: name, messages: [message] }]);
  }
  return value;
}

/** A parser that takes any text but the empty one. */
export function nonEmpty(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** A parser that takes what a pattern matches; to match all of a text, the pattern has `^` and `$`. */
export function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}
