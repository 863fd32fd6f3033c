import { assertUnambiguous } from '../signature/ambiguity.js';
import type { VerifiedFields } from '../signature/signed-message.js';
import type { NewPayMessageKind } from './documented-fields.js';
import { ADDRESS_FIELDS, embeddedFieldsOf } from './embedded-fields.js';
import { requireKind, type IgnoredFields } from './message-kind.js';

/**
 * What is asked of every verified message before it is believed: that it is one of the kind that is
 * expected, and that what was signed can be read in one way alone.
 *
 * @throws {NewPayValidationError} it is not
 */
export function requireMessage(
  fields: VerifiedFields,
  kind: NewPayMessageKind,
  ignored?: IgnoredFields,
): void {
  assertUnambiguous(fields.toRecord(), embeddedFieldsOf(kind), ADDRESS_FIELDS);
  requireKind(fields, kind, ignored);
}
