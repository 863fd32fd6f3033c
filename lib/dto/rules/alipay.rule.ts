import type { ValidationOptions } from 'class-validator';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import { problemOfFreeText } from './problem-of-free-text.js';
import { problemOfText } from './problem-of-text.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** Text, which must not be missing when the order is paid with Alipay (protocol 4.1). */
export function IsOrderSubject(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderSubject', problemOfSubject, options);
}

/** Text, which contains `ANDROID` or `IOS` when the order is paid with Alipay (protocol 4.1). */
export function IsOrderExtra(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderExtra', problemOfExtra, options);
}

const problemOfSubject: FindProblem = (value, { payMethod }) => {
  if (isMissing(value) || value === '') {
    return payMethod === PayMethod.Alipay ? 'is required for Alipay' : undefined;
  }
  return typeof value === 'string' ? problemOfFreeText(value) : problemOfText(value);
};

const problemOfExtra: FindProblem = (value, { payMethod }) => {
  const text = isMissing(value) ? '' : value;
  if (typeof text !== 'string') {
    return problemOfText(text);
  }
  return payMethod === PayMethod.Alipay && !/ANDROID|IOS/.test(text)
    ? 'must contain ANDROID or IOS for Alipay'
    : problemOfFreeText(text);
};

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
