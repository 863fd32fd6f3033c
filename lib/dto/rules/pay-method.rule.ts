import type { ValidationOptions } from 'class-validator';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** A value of `PayMethod`, as a number. The number as text is rejected, and so is the name. */
export function IsPayMethod(options?: ValidationOptions): PropertyDecorator {
  return Rule('isPayMethod', problemOfPayMethod, options);
}

// A numeric enum maps both ways: its values include the names.
const METHODS = Object.entries(PayMethod).filter(
  (entry): entry is [string, PayMethod] => typeof entry[1] === 'number',
);

const problemOfPayMethod: FindProblem = (value) => {
  if (METHODS.some(([, number]) => number === value)) {
    return undefined;
  }
  const meant = METHODS.find(([name, number]) => value === name || value === String(number));
  return meant
    ? `must be a number, not text: write ${meant[1]} without quotes, or PayMethod.${meant[0]}`
    : 'must be one of 1 (NewPay), 3 (Visa), 4 (MasterCard), 5 (WeChat), 6 (Alipay)';
};
