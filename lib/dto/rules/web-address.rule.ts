import type { ValidationOptions } from 'class-validator';
import { isWebAddress } from '../../protocol/web-address.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** An absolute http(s) address. */
export function IsWebAddress(options?: ValidationOptions): PropertyDecorator {
  return Rule('isWebAddress', problemOfAddress, options);
}

const problemOfAddress: FindProblem = (value) =>
  isWebAddress(value)
    ? undefined
    : 'must be an absolute http(s) address, such as "https://shop.example/path"';
