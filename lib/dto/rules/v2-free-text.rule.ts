import type { ValidationOptions } from 'class-validator';
import { findEmbeddedField } from '../../protocol/signature/ambiguous-text.js';
import { EMBEDDED_IN_V2_FREE_TEXT } from '../../protocol/v2/ambiguous-v2-text.js';
import { problemOfText } from './free-text.rule.js';
import { Rule, type FindProblem } from './rule.decorator.js';

/** Text that the messages of API v2 may return: it must not look like a field of one. */
export function IsV2FreeText(options?: ValidationOptions): PropertyDecorator {
  return Rule('isV2FreeText', problemOfV2Text, options);
}

/** The problem of a text that the messages of API v2 may return. */
export function problemOfV2FreeText(text: string): string | undefined {
  const embedded = findEmbeddedField(text, EMBEDDED_IN_V2_FREE_TEXT);
  return embedded && `must not contain "${embedded}": encode it`;
}

const problemOfV2Text: FindProblem = (value) =>
  typeof value === 'string' ? problemOfV2FreeText(value) : problemOfText(value);
