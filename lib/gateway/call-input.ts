import { isConfidentialAddress } from '../protocol/web-address.js';
import { problemOfUnicode } from '../protocol/well-formed-text.js';
import { quoteName } from '../protocol/json/lossless-json.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { amountToSend, problemOfAmount } from '../dto/rules/amount.rule.js';
import { problemOfFreeText } from '../dto/rules/free-text.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';

/**
 * The fields of a call: texts, and whole numbers that print as they are. Amounts and ids are texts: a
 * JS number cannot hold them.
 */
export type NewPayCallFields = Readonly<Record<string, string | number>>;

/** What every call bears, filled in by the package. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['appId', 'merchantId', 'timestamp', 'sign']);

/** Free texts that NewPay's messages return, or may return, as they were sent (protocol 5.1, 9). */
const RETURNED_TEXTS: ReadonlySet<string> = new Set([
  'subject',
  'extra',
  'attach',
  'orderDesc',
  'refundDesc',
]);

const CURRENCIES: readonly string[] = Object.values(Currency);

/** @throws {NewPayValidationError} it is neither a path nor an address that may be called */
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

/**
 * Reads the fields once and checks what was read.
 *
 * @returns the copy that was checked, to be sent
 * @throws {NewPayValidationError} naming every field that cannot be sent
 */
export function requireFields(fields: NewPayCallFields): NewPayCallFields {
  const given: unknown = fields ?? {};
  if (typeof given !== 'object' || given === null || Symbol.iterator in given) {
    const messages = ['fields must be an object of texts and whole numbers'];
    throw new NewPayValidationError('call', [{ field: 'fields', messages }]);
  }
  const entries: [string, unknown][] = Object.entries(given);
  requireNoProblem('call', entries, problemOf);
  // Not by assignment: a name may be that of an accessor of every object.
  return Object.fromEntries(entries) as NewPayCallFields;
}

/**
 * The rule of amounts that the page of the mini program states (protocol 8.1).
 *
 * @returns the fields with the amount as it is sent
 * @throws {NewPayValidationError} the amount or the currency is not what NewPay takes
 */
export function requireMoney(fields: NewPayCallFields): NewPayCallFields {
  const { orderAmt, currency } = fields;
  requireNoProblem('order', Object.entries({ currency, orderAmt }), (field, value) =>
    field === 'orderAmt' ? problemOfAmount(value, currency) : problemOfCurrency(value),
  );
  return { ...fields, orderAmt: amountToSend(String(orderAmt), currency) };
}

function requireNoProblem(
  subject: string,
  entries: readonly [string, unknown][],
  problemFor: (field: string, value: unknown) => string | undefined,
): void {
  const violations = entries.flatMap(([field, value]): NewPayFieldViolation[] => {
    const problem = problemFor(field, value);
    return problem === undefined ? [] : [{ field, messages: [`${field} ${problem}`] }];
  });
  if (violations.length > 0) {
    throw new NewPayValidationError(subject, violations);
  }
}

function problemOfCurrency(value: unknown): string | undefined {
  return CURRENCIES.includes(String(value)) ? undefined : 'must be one of LAK, USD';
}

function problemOf(field: string, value: unknown): string | undefined {
  if (OWN_FIELDS.has(field)) {
    return 'is filled in by the package: leave it out';
  }
  if (field === '' || /[&=]/.test(field) || field === '__proto__') {
    return `cannot be signed under the name ${quoteName(field)}`;
  }
  if (typeof value === 'string') {
    const text = RETURNED_TEXTS.has(field) ? problemOfFreeText(value) : undefined;
    return problemOfUnicode(field) ?? problemOfUnicode(value) ?? text;
  }
  return Number.isSafeInteger(value)
    ? problemOfUnicode(field)
    : 'must be text or a whole number: how NewPay signs anything else is not known';
}
