import { findEmbeddedField } from '../../protocol/signature/ambiguous-text.js';
import { EMBEDDED_IN_FREE_TEXT } from '../../protocol/v1/message-kind.js';
import type { ValidationOptions } from 'class-validator';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/**
 * The problem of a text that NewPay returns in its messages. A text that looks like a field of a message
 * would make the message ambiguous, and its signature check would fail. The output of `encodeURIComponent`
 * and Base64 never does.
 */
export function problemOfFreeText(text: string): string | undefined {
  const embedded = findEmbeddedField(text, EMBEDDED_IN_FREE_TEXT);
  return embedded && `must not contain "${embedded}": encode it`;
}

/** Text, required when the order is paid with Alipay (protocol 4.1). */
export function IsOrderSubject(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderSubject', problemOfSubject, options);
}

/** Text that must contain `ANDROID` or `IOS` when the order is paid with Alipay (protocol 4.1). */
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

/**
 * The problem of a value that must be text. A number has its own message: it is rejected because a
 * JavaScript number cannot hold every id exactly.
 */
export function problemOfText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return undefined;
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? `must be text, not a ${typeof value}: write it in quotes`
    : 'must be text';
}

/** Text that is not blank. */
export function IsRefundReason(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundReason', problemOfReason, options);
}

/** Text that is not blank. */
export function IsTransferDescription(options?: ValidationOptions): PropertyDecorator {
  return Rule('isTransferDescription', problemOfDescription, options);
}

const problemOfReason: FindProblem = (value) =>
  problemOfRequiredText(value, 'give the reason of the refund');

const problemOfDescription: FindProblem = (value) =>
  problemOfRequiredText(value, 'say what the transfer is for');

function problemOfRequiredText(value: unknown, remedy: string): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && value.trim() !== ''
    ? problemOfFreeText(value)
    : `is required: ${remedy}`;
}
