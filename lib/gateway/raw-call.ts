import { Injectable } from '@nestjs/common';
import { problemOfFreeText } from '../dto/rules/free-text.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { isPlain } from '../options/read-given-options.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { isConfidentialAddress } from '../protocol/web-address.js';
import { problemOfUnicode } from '../protocol/well-formed-unicode.js';
import { requireCallOptions, type NewPayCallOptions } from './call-options.js';
import { Gateway, type CallTarget } from './gateway.js';

/**
 * The fields of a raw call: text, and whole numbers, which are signed as they are printed. Give amounts
 * and ids as text: a JavaScript number cannot hold all of them exactly.
 *
 * @publicApi
 */
export type NewPayCallFields = Readonly<Record<string, string | number>>;

/**
 * The fields of an answer's `data` as text; its signature was verified.
 *
 * @publicApi
 */
export type NewPayCallAnswer = Readonly<Record<string, string>>;

/** The package fills these in. */
const COMMON_FIELDS: ReadonlySet<string> = new Set(['appId', 'merchantId', 'timestamp', 'sign']);

const FILLED_IN = 'is filled in by the package: leave it out';

/** Free text that NewPay's messages return, or may return, unchanged (protocol 5.1, 9). */
const RETURNED_TEXTS: ReadonlySet<string> = new Set([
  'subject',
  'extra',
  'attach',
  'orderDesc',
  'refundDesc',
]);

/** The numbers of a request that its answer repeats. */
const REPEATED_NUMBERS = ['orderNo', 'refundOrderNo'];

/** Raw API calls, for endpoints that have no method here or are only partly documented. */
@Injectable()
export class RawApiClient {
  constructor(private readonly gateway: Gateway) {}

  /** See `NewPayService.call`. */
  async call(
    path: string,
    fields: NewPayCallFields,
    options?: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    const checked = requireCallOptions(options);
    return this.send({ path: requirePath(path) }, requireCallFields(fields), checked);
  }

  /** Sends fields that were checked, once. */
  send(
    target: CallTarget,
    fields: NewPayCallFields,
    options: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    const interpret = (answer: VerifiedFields): NewPayCallAnswer => {
      requireRepeated(REPEATED_NUMBERS, fields, answer);
      return answer.toRecord();
    };
    const path = typeof target === 'string' ? target : target.path;
    return this.gateway.write(target, { fields, interpret, subject: { path } }, options);
  }
}

/**
 * Checks that an answer repeats the numbers of its request, as far as both have them.
 *
 * @throws {CallFailure} it is the answer to another request (`untrustworthy`)
 */
export function requireRepeated(
  numbers: readonly string[],
  sent: NewPayCallFields,
  answer: Pick<VerifiedFields, 'get'>,
): void {
  for (const number of numbers) {
    const [asked, answered] = [sent[number], answer.get(number)];
    if (asked !== undefined && answered !== undefined) {
      requireSame(number, answered, String(asked));
    }
  }
}

/**
 * Reads the fields once and checks the copy.
 *
 * @param commonFields the names that the package fills in
 * @returns the copy, to be sent
 * @throws {NewPayValidationError} naming every field that cannot be sent
 */
export function requireCallFields(
  fields: NewPayCallFields,
  commonFields: ReadonlySet<string> = COMMON_FIELDS,
): NewPayCallFields {
  const given: object = fields ?? {};
  if (typeof given !== 'object' || hasNoFields(given)) {
    const messages = ['fields must be an object whose values are text or whole numbers'];
    throw new NewPayValidationError('call', [{ field: 'fields', messages }]);
  }
  const entries: [string, unknown][] = Object.entries(given);
  const violations = entries.flatMap(([field, value]): NewPayFieldViolation[] => {
    const problem = commonFields.has(field) ? FILLED_IN : problemOf(field, value);
    return problem === undefined ? [] : [{ field, messages: [`${field} ${problem}`] }];
  });
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
  // Not by assignment: a name such as `__proto__` would call an accessor.
  return Object.fromEntries(entries) as NewPayCallFields;
}

/** Such as a list, or a Promise, in whose place an empty call would be sent. An empty object literal is meant to be empty. */
function hasNoFields(given: object): boolean {
  return Symbol.iterator in given || (!isPlain(given) && Object.keys(given).length === 0);
}

/** @throws {NewPayValidationError} it is neither a path nor a full https address */
export function requirePath(path: unknown): string {
  if (
    typeof path === 'string' &&
    problemOfUnicode(path) === undefined &&
    (path.startsWith('/') || isConfidentialAddress(path))
  ) {
    return path;
  }
  const messages = ['path must start with "/", or be a full https address'];
  throw new NewPayValidationError('call', [{ field: 'path', messages }]);
}

function problemOf(field: string, value: unknown): string | undefined {
  if (field === '' || /[&=]/.test(field) || field === '__proto__') {
    return 'is not a valid field name: it must not be empty, "__proto__", or contain "&" or "="';
  }
  if (typeof value === 'string') {
    const problem = RETURNED_TEXTS.has(field) ? problemOfFreeText(value) : undefined;
    return problemOfUnicode(field) ?? problemOfUnicode(value) ?? problem;
  }
  return Number.isSafeInteger(value)
    ? problemOfUnicode(field)
    : 'must be text or a whole number: NewPay does not document how it signs other values';
}
