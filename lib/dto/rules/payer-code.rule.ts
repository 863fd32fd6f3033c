import type { ValidationOptions } from 'class-validator';
import { Rule, type FindProblem } from './rule.decorator.js';

/** A payer's code as a scanner reads it. The problem does not quote it: it is as good as money. */
export function IsPayerCode(options?: ValidationOptions): PropertyDecorator {
  return Rule('isPayerCode', problemOfCode, options);
}

const problemOfCode: FindProblem = (value) =>
  typeof value === 'string' && /^[!-%'-~]{1,256}$/.test(value)
    ? undefined
    : 'must be the text of the scanned code, without white space and "&"';
