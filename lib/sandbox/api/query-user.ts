import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { SequenceNumbers } from '../sequence-numbers.js';
import { userOfPhone } from '../transfers/wallet-user.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { COMMON_PARAMETERS, given, text } from './parameters.js';

/** Finds a user by a phone number (protocol 9.1). The names are invented. */
export class QueryUser implements ApiCall {
  readonly parameters = { ...COMMON_PARAMETERS, phoneNo: { type: text, required: true } };

  constructor(private readonly numbers: SequenceNumbers) {}

  run(fields: VerifiedFields): AnswerData {
    const user = userOfPhone(given(fields, 'phoneNo'));
    if (!user) {
      throw new Refusal('USER_NOT_FOUND', 'No user has this phoneNo');
    }
    const end = user.phoneNo.slice(-4);
    return {
      tranNo: this.numbers.next().tranNo,
      userMobile: user.phoneNo,
      userAvatar: `https://sandbox.example/avatars/${end}.png`,
      nickName: `User ${end}`,
      userName: `SANDBOX USER ${end}`,
      fundAccountId: user.fundAccountId,
      area: 'LA',
    };
  }
}
