import type { ValidationOptions } from 'class-validator';
import { NewPayChannel } from '../../protocol/v2/channel.enum.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** A channel of API v2; one that is not listed must look like one. */
export function IsChannel(options?: ValidationOptions): PropertyDecorator {
  return Rule('isChannel', problemOfChannel, options);
}

const problemOfChannel: FindProblem = (value) =>
  typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value)
    ? undefined
    : `must be a NewPayChannel, such as "${NewPayChannel.NewPayOnline}"`;
