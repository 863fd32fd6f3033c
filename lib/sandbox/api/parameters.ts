import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import {
  isLosslessNumber,
  textOf,
  type LosslessObject,
} from '../../protocol/json/lossless-json.js';
import { Refusal } from './envelope.js';

/** Says what a value of a type must be; `undefined` when this one is. */
type TypeRule = (value: unknown) => string | undefined;

/** One documented parameter of a call. */
export interface Parameter {
  readonly type: TypeRule;
  readonly required: boolean;
  /**
   * Whether empty text satisfies `required`.
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

/** Documented as a string, yet a number in NewPay's own examples (protocol 10.6): both are taken. */
export const amount: TypeRule = (value) =>
  typeof value === 'string' || isLosslessNumber(value) ? undefined : 'must be decimal text';

/**
 * Milliseconds, as a number or as text: the page gives no more of a type than "timestamp". Its age is
 * not looked at, because no tolerance is documented.
 */
export const timestamp: TypeRule = (value) =>
  /^\d{13}$/.test(String(textOf(value))) ? undefined : 'must be the 13 digits of a time in ms';

/** The parameters that every v1 call has. */
export const COMMON_PARAMETERS = {
  appId: { type: text, required: true },
  merchantId: { type: text, required: true },
  timestamp: { type: timestamp, required: true },
  sign: { type: text, required: true },
} satisfies Record<string, Parameter>;

/**
 * Checks that a request has every required parameter, and each in its documented type. Empty text
 * counts as missing, where it says nothing: that it takes part in the signature does not make it so.
 *
 * @throws {Refusal} naming every parameter that is missing, or every one of a wrong type
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

/** The text of a verified parameter; empty when it is absent. */
export function given(fields: VerifiedFields, name: string): string {
  return fields.get(name) ?? '';
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
