import type { ValidationOptions } from 'class-validator';
import { Rule, type FindProblem } from './rule.decorator.js';

/** Text that says something. */
export function IsRefundReason(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundReason', problemOfReason, options);
}

const problemOfReason: FindProblem = (value) =>
  typeof value === 'string' && value.trim() !== ''
    ? undefined
    : 'is required: say why the money goes back';
