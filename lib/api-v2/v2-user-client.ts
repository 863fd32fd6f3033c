import { Injectable } from '@nestjs/common';
import { NewPayValidationError } from '../errors/index.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { problemOfUnicode } from '../protocol/well-formed-unicode.js';
import { readNumber } from '../protocol/v1/field-readers.js';
import type { V2Answer } from '../protocol/v2/gateway-answer.js';
import type { NewPayUser } from './newpay-user.interface.js';
import { V2Gateway } from './v2-gateway.js';

/** Queries users of the NewPay app (protocol 9.4). */
@Injectable()
export class V2UserClient {
  constructor(private readonly gateway: V2Gateway) {}

  /** See `NewPayV2Service.queryUser`. */
  async queryUser(token: string, options?: NewPayCallOptions): Promise<NewPayUser> {
    const callOptions = requireCallOptions(options);
    requireToken(token);
    const call = {
      fields: { token },
      interpret: ({ fields }: V2Answer): NewPayUser =>
        Object.freeze({
          userId: readNumber(fields, 'userId'),
          nickName: fields.get('nickName'),
          userMobile: fields.get('userMobile'),
          raw: fields.toRecord(),
        }),
    };
    return this.gateway.read('queryUser', call, callOptions);
  }
}

/** The message does not quote it: it stands for a person. */
function requireToken(token: unknown): void {
  if (typeof token !== 'string' || token === '' || problemOfUnicode(token) !== undefined) {
    const messages = [
      'token must be the "userToken" that the NewPay app gave to the page, as text',
    ];
    throw new NewPayValidationError('query', [{ field: 'token', messages }]);
  }
}
