import type { ValidationOptions } from 'class-validator';
import { problemOfFreeText } from './problem-of-free-text.js';
import { problemOfText } from './problem-of-text.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** Text that says something. */
export function IsRefundReason(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundReason', problemOfReason, options);
}

const problemOfReason: FindProblem = (value) => {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && value.trim() !== ''
    ? problemOfFreeText(value)
    : 'is required: say why the money goes back';
};
