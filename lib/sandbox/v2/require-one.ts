import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';

/** @throws {Refusal} both parameters are missing */
export function requireOne(fields: VerifiedFields, first: string, second: string): void {
  if (given(fields, first) === '' && given(fields, second) === '') {
    throw new Refusal('MISSING_PARAMETER', `${first} or ${second} is missing`);
  }
}
