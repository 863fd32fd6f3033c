import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { V2Data } from './signed-data.js';
import type { UserTokens } from './user-tokens.js';
import type { V2Call } from './v2-api.js';
import { QUERY_USER } from './v2-parameters.js';

/** Finds the user of an H5 token (protocol 9.4). The names are invented. */
export class QueryUserByToken implements V2Call {
  readonly parameters = QUERY_USER;

  constructor(
    private readonly appId: string,
    private readonly tokens: UserTokens,
  ) {}

  run(fields: VerifiedFields): V2Data {
    const user = this.tokens.find(given(fields, 'token'));
    if (!user) {
      throw new Refusal('USER_NOT_FOUND', 'No user has this token');
    }
    const { userId } = user;
    return {
      appId: this.appId,
      nickName: `User ${userId}`,
      userMobile: `+85620${userId.padStart(8, '0').slice(-8)}`,
      userId: Number(userId),
    };
  }
}
