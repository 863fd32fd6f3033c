import { problemOfNewPayNumber } from '../dto/rules/newpay-number.rule.js';
import { problemOfOrderNumber } from '../dto/rules/order-number.rule.js';
import { NewPayValidationError } from '../errors/index.js';

/** The two numbers that something can be queried by. */
export interface ReferenceNames<Own extends string, NewPays extends string> {
  /** The merchant's own number. */
  readonly own: Own;
  readonly newPays: NewPays;
}

/** Exactly one of two numbers. */
export type CheckedReference<Own extends string, NewPays extends string> =
  | (Readonly<Record<Own, string>> & Readonly<Partial<Record<NewPays, undefined>>>)
  | (Readonly<Record<NewPays, string>> & Readonly<Partial<Record<Own, undefined>>>);

/**
 * Reads a reference once and checks it.
 *
 * @throws {NewPayValidationError} it has not exactly one of the two numbers, or that number is invalid
 */
export function requireReference<Own extends string, NewPays extends string>(
  reference: unknown,
  { own, newPays }: ReferenceNames<Own, NewPays>,
): CheckedReference<Own, NewPays> {
  const isObject = typeof reference === 'object' && reference !== null;
  const ownNumber: unknown = isObject ? Reflect.get(reference, own) : undefined;
  const newPaysNumber: unknown = isObject ? Reflect.get(reference, newPays) : undefined;
  if ((ownNumber === undefined) === (newPaysNumber === undefined)) {
    throw refusal(
      own,
      `must be an object with ${own} or ${newPays}, not both, such as { ${own}: "…" }`,
      'the query',
    );
  }
  const [field, number, problem] =
    ownNumber === undefined
      ? [newPays, newPaysNumber, problemOfNewPayNumber(newPaysNumber)]
      : [own, ownNumber, problemOfOrderNumber(ownNumber)];
  if (problem !== undefined) {
    throw refusal(field, problem);
  }
  return { [field]: number } as CheckedReference<Own, NewPays>;
}

function refusal(field: string, problem: string, name = field): NewPayValidationError {
  return new NewPayValidationError('query', [{ field, messages: [`${name} ${problem}`] }]);
}
