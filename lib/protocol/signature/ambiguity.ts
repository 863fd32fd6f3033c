import { NewPayValidationError } from '../../errors/index.js';
import { quoteName } from '../json/lossless-json.js';

/** Finds the names of fields inside a text, written as the text to sign writes them: `&orderNo=`. */
export type EmbeddedFields = RegExp;

/** Of these names. */
export function embeddedFields(names: Iterable<string>): EmbeddedFields {
  return new RegExp(`&(?:${[...names].join('|')})=`);
}

/**
 * The first part of a text that would be a field of its own if the signed text was cut there, such as
 * `&orderNo=`.
 */
export function findEmbeddedField(text: string, fields: EmbeddedFields): string | undefined {
  return fields.exec(text)?.[0];
}

/**
 * Refuses a message whose signed text could be another message's. A signature joins fields without
 * escaping, so that the text of one message, cut elsewhere, is that of others, all well signed: the
 * payer's own `extra` may read `x&orderNo=B`. In such a cut a true field is still there, inside the
 * value or the name of another one, and nowhere in an honest message.
 *
 * A field that no page documents is not searched for: whether `&gift=1` in an `extra` is a part of it
 * or a field of NewPay's cannot be told (protocol 3).
 *
 * @param fields the names that the message must not embed
 * @param exceptions other names for single fields, such as an address whose query may bear the first
 * @throws {NewPayValidationError} naming the field
 */
export function assertUnambiguous(
  message: Readonly<Record<string, string>>,
  fields: EmbeddedFields,
  exceptions: ReadonlyMap<string, EmbeddedFields> = new Map(),
): void {
  for (const [name, text] of Object.entries(message)) {
    const embedded = text.includes('&')
      ? findEmbeddedField(text, exceptions.get(name) ?? fields)
      : undefined;
    const problem = /[&=]/.test(name)
      ? 'is no name of a field'
      : embedded && `contains "${embedded}": what was signed can be read in two ways`;
    if (problem) {
      const messages = [`${quoteName(name)} ${problem}`];
      throw new NewPayValidationError('message', [{ field: name, messages }]);
    }
  }
}
