import { NewPayConfigurationError } from '../errors/index.js';
import { IGNORABLE_FIELDS, type IgnoredFields } from '../protocol/v1/message-kind.js';
import { requireNames } from './option-rules.js';

/**
 * @throws {NewPayConfigurationError} a message kind is unknown, or a field does not identify that
 * kind
 */
export function resolveIgnoredFields(ignored: unknown = {}): IgnoredFields {
  requireNames('ignoreFields', ignored, Object.keys(IGNORABLE_FIELDS));
  const given = { ...(ignored as IgnoredFields) };
  for (const [kind, names] of Object.entries(IGNORABLE_FIELDS)) {
    const fields: unknown = Reflect.get(given, kind) ?? [];
    if (!Array.isArray(fields) || !fields.every((field) => names.includes(String(field)))) {
      throw new NewPayConfigurationError(
        `ignoreFields.${kind}`,
        `must be an array of these field names: ${names.join(', ')}`,
      );
    }
  }
  return Object.freeze(given);
}
