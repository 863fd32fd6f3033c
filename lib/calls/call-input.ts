import { isConfidentialAddress } from '../core/wire/web-address.js';
import { Currency } from '../dto/currency.enum.js';
import { problemOfAmount } from '../dto/rules/problem-of-amount.js';
import { problemOfFreeText } from '../dto/rules/problem-of-free-text.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';

/**
 * The fields of a call: texts, and whole numbers that print as they are. Amounts and ids are texts: a
 * JS number cannot hold them.
 */
export type NewPayCallFields = Readonly<Record<string, string | number>>;

/** What every call bears, filled in by the package. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['appId', 'merchantId', 'timestamp', 'sign']);

/** What a callback returns of an order as it was sent (protocol 5.1). */
const RETURNED_TEXTS: ReadonlySet<string> = new Set(['subject', 'extra']);

/** @throws {NewPayValidationError} it is neither a path nor an address that may be called */
export function requirePath(path: unknown): string {
  if (typeof path === 'string' && (path.startsWith('/') || isConfidentialAddress(path))) {
    return path;
  }
  const messages = ['path must start with "/", or be a full https address'];
  throw new NewPayValidationError('call', [{ field: 'path', messages }]);
}

/** @throws {NewPayValidationError} naming every field that cannot be sent */
export function requireFields(fields: NewPayCallFields): void {
  const violations = Object.entries(fields ?? {}).flatMap(([field, value]) => {
    const problem = problemOf(field, value);
    return problem === undefined
      ? []
      : [{ field, messages: [`${field} ${problem}`] } satisfies NewPayFieldViolation];
  });
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
}

const CURRENCIES: readonly string[] = Object.values(Currency);

/** @throws {NewPayValidationError} the amount or the currency is not what NewPay takes */
export function requireMoney({ orderAmt, currency }: NewPayCallFields): void {
  const violations: NewPayFieldViolation[] = [];
  if (!CURRENCIES.includes(String(currency))) {
    violations.push({ field: 'currency', messages: ['currency must be one of LAK, USD'] });
  }
  const problem = problemOfAmount(orderAmt, currency);
  if (problem !== undefined) {
    violations.push({ field: 'orderAmt', messages: [`orderAmt ${problem}`] });
  }
  if (violations.length > 0) {
    throw new NewPayValidationError('order', violations);
  }
}

function problemOf(field: string, value: unknown): string | undefined {
  if (OWN_FIELDS.has(field)) {
    return 'is filled in by the package: leave it out';
  }
  if (typeof value === 'string') {
    return RETURNED_TEXTS.has(field) ? problemOfFreeText(value) : undefined;
  }
  return Number.isSafeInteger(value)
    ? undefined
    : 'must be text or a whole number: how NewPay signs anything else is not known';
}
