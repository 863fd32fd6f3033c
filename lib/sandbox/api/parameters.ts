import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import {
  isLosslessNumber,
  textOf,
  type LosslessObject,
} from '../../protocol/json/lossless-json.js';
import { Refusal } from './envelope.js';

/** Returns the problem of a value, `undefined` if it has the type. */
type TypeRule = (value: unknown) => string | undefined;

/** One documented parameter of a call. */
export interface Parameter {
  readonly type: TypeRule;
  readonly required: boolean;
  /**
   * Whether an empty string satisfies `required`.
   * @default false
   */
  readonly mayBeEmpty?: boolean;
}

/** A JSON string. */
export const text: TypeRule = (value) =>
  typeof value === 'string' ? undefined : 'must be a string';

/** A whole JSON number. */
export const int: TypeRule = (value) =>
  isLosslessNumber(value) && /^\d+$/.test(String(textOf(value)))
    ? undefined
    : 'must be a whole number, not in quotes';

/** Documented as a string, but a number in NewPay's examples (protocol 10.6): both are accepted. */
export const amount: TypeRule = (value) =>
  typeof value === 'string' || isLosslessNumber(value) ? undefined : 'must be a decimal string';

/**
 * Milliseconds as a number or string; the documented type is only "timestamp". The age is not
 * checked, because no tolerance is documented.
 */
export const timestamp: TypeRule = (value) =>
  /^\d{13}$/.test(String(textOf(value))) ? undefined : 'must be a time in milliseconds (13 digits)';

/** The parameters that every v1 call has. */
export const COMMON_PARAMETERS = {
  appId: { type: text, required: true },
  merchantId: { type: text, required: true },
  timestamp: { type: timestamp, required: true },
  sign: { type: text, required: true },
} satisfies Record<string, Parameter>;

/**
 * Checks that a request has all required parameters, each of its documented type. An empty string
 * counts as missing, although it is part of the string to sign.
 *
 * @throws {Refusal} naming all missing parameters, or all parameters of a wrong type
 */
export function requireParameters(
  request: LosslessObject,
  parameters: Readonly<Record<string, Parameter>>,
): void {
  const missing = Object.entries(parameters)
    .filter(
      ([name, { required, mayBeEmpty }]) =>
        required && isMissing(request[name]) && !(mayBeEmpty && request[name] === ''),
    )
    .map(([name]) => `${name} is missing`);
  if (missing.length > 0) {
    throw new Refusal('MISSING_PARAMETER', missing.join('; '));
  }
  const wrong = Object.entries(parameters).flatMap(([name, { type }]) => {
    const problem = isMissing(request[name]) ? undefined : type(request[name]);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  if (wrong.length > 0) {
    throw new Refusal('INVALID_PARAMETER', wrong.join('; '));
  }
}

/** The text of a verified parameter; empty if it is missing. */
export function given(fields: VerifiedFields, name: string): string {
  return fields.get(name) ?? '';
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
