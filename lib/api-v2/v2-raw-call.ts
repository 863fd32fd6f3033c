import { Injectable } from '@nestjs/common';
import { problemOfV2FreeText } from '../dto/rules/v2-free-text.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import {
  requireCallFields,
  requirePath,
  requireRepeated,
  type NewPayCallAnswer,
  type NewPayCallFields,
} from '../gateway/raw-call.js';
import type { V2Answer } from '../protocol/v2/gateway-answer.js';
import { V2Gateway } from './v2-gateway.js';

/** The numbers of a request that its answer repeats. */
const REPEATED_NUMBERS = ['mchOrderNo', 'mchRefundNo'];

/** Free text that NewPay's messages return unchanged (protocol 6). */
const RETURNED_TEXTS = ['subject', 'attach', 'description'];

/** Raw calls of API v2, for endpoints that have no method here or are only partly documented. */
@Injectable()
export class V2RawApiClient {
  constructor(private readonly gateway: V2Gateway) {}

  /** See `NewPayV2Service.call`. */
  async call(
    path: string,
    fields: NewPayCallFields,
    options?: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    const callOptions = requireCallOptions(options);
    const target = { path: requirePath(path) };
    const checked = requireCallFields(fields, V2_COMMON_FIELDS);
    requireReturnedTexts(checked);
    const interpret = ({ fields: answer }: V2Answer): NewPayCallAnswer => {
      requireRepeated(REPEATED_NUMBERS, checked, answer);
      return answer.toRecord();
    };
    const call = { fields: checked, interpret, subject: { path } };
    return this.gateway.write(target, call, callOptions);
  }
}

/** The package fills these in. */
const V2_COMMON_FIELDS: ReadonlySet<string> = new Set(['appId', 'mchId', 'sign']);

function requireReturnedTexts(fields: NewPayCallFields): void {
  const violations = RETURNED_TEXTS.flatMap((field): NewPayFieldViolation[] => {
    const problem = problemOfV2FreeText(String(fields[field] ?? ''));
    return problem === undefined ? [] : [{ field, messages: [`${field} ${problem}`] }];
  });
  if (violations.length > 0) {
    throw new NewPayValidationError('call', violations);
  }
}
