import { NewPayValidationError } from '../../errors/index.js';
import { quoteName } from '../json/lossless-json.js';

/** Matches names of fields inside a text, in the form of the string to sign: `&orderNo=`. */
export type EmbeddedFields = RegExp;

/** Creates the pattern for these names. */
export function embeddedFields(names: Iterable<string>): EmbeddedFields {
  return new RegExp(`&(?:${[...names].join('|')})=`);
}

/**
 * The first part of a text that would start another field in the string to sign, such as
 * `&orderNo=`.
 */
export function findEmbeddedField(text: string, fields: EmbeddedFields): string | undefined {
  return fields.exec(text)?.[0];
}

/**
 * Rejects a message whose string to sign is ambiguous. The string joins fields without escaping, so
 * the same signature also fits another message: an `extra` of `x&orderNo=B` can be read as an
 * `extra` of `x` and a field `orderNo`. Any such forgery leaves the name of a genuine field inside
 * the value or name of another field, where no genuine message has one.
 *
 * Only documented names are searched for: `&gift=1` in an `extra` may be part of it (protocol 3).
 *
 * @param fields the names that no field may contain
 * @param exceptions other names for some fields, such as a URL whose query may contain the former
 * @throws {NewPayValidationError} naming the field
 */
export function assertUnambiguous(
  message: Iterable<readonly [name: string, text: string]>,
  fields: EmbeddedFields,
  exceptions: ReadonlyMap<string, EmbeddedFields> = new Map(),
): void {
  for (const [name, text] of message) {
    const embedded = text.includes('&')
      ? findEmbeddedField(text, exceptions.get(name) ?? fields)
      : undefined;
    const problem = /[&=]/.test(name)
      ? 'is not a valid field name'
      : embedded && `contains "${embedded}": the signed text is ambiguous`;
    if (problem) {
      const messages = [`${quoteName(name)} ${problem}`];
      throw new NewPayValidationError('message', [{ field: name, messages }]);
    }
  }
}
