import { Inject, Injectable } from '@nestjs/common';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { Gateway } from '../gateway/gateway.js';
import type { UserOptions } from '../options/resolved-options.interface.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { nonEmpty, readNumber, requiredField } from '../protocol/v1/field-readers.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { NewPayWalletUser } from './newpay-wallet-user.interface.js';
import { requirePhoneNo } from './phone-number-format.js';

/** Queries users of the NewPay app by their phone number (protocol 9.1). */
@Injectable()
export class UserClient {
  constructor(
    private readonly gateway: Gateway,
    @Inject(NEWPAY_OPTIONS) private readonly options: UserOptions,
  ) {}

  /** See `NewPayService.queryUser`. */
  async queryUser(phoneNo: string, options?: NewPayCallOptions): Promise<NewPayWalletUser> {
    const callOptions = requireCallOptions(options);
    requirePhoneNo(phoneNo);
    const { appId } = this.options;
    const call = {
      fields: { phoneNo },
      interpret: (answer: VerifiedFields) => userAnswer(answer, { appId, phoneNo }),
    };
    return this.gateway.read('queryUser', call, callOptions);
  }
}

/** What the answer must repeat of the request. */
interface ExpectedUser {
  readonly appId: string;
  readonly phoneNo: string;
}

/**
 * @throws {CallFailure} the answer is for another user or application (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing or invalid
 */
function userAnswer(fields: VerifiedFields, expected: ExpectedUser): NewPayWalletUser {
  const user = {
    fundAccountId: readNumber(fields, 'fundAccountId'),
    userName: fields.get('userName'),
    nickName: fields.get('nickName'),
    userMobile: fields.get('userMobile'),
    userAvatar: fields.get('userAvatar'),
    area: fields.get('area'),
    appId: requiredField(fields, 'appId', nonEmpty),
    raw: fields.toRecord(),
  };
  requireSame('appId', user.appId, expected.appId);
  if (user.userMobile !== undefined) {
    requireSame('userMobile', user.userMobile, expected.phoneNo, isSamePhone);
  }
  return Object.freeze(user);
}

/**
 * The page does not say how NewPay prints the number: without the country code, or with `*` in place of
 * digits. So the digits at its end are compared.
 */
function isSamePhone(answered: string, asked: string): boolean {
  const end = digitsOf(answered.slice(answered.lastIndexOf('*') + 1));
  return end !== '' && (digitsOf(asked).endsWith(end) || end.endsWith(digitsOf(asked)));
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^0+/, '');
}
