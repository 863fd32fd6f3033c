import { randomBytes } from 'node:crypto';

/** A user of the NewPay app, who has opened a page of the merchant in it. */
export interface H5User {
  /** Digits. */
  readonly userId: string;
  readonly token: string;
}

/** The tokens of the H5 users of a sandbox (protocol 6.7). */
export class UserTokens {
  readonly #users = new Map<string, H5User>();

  /** @throws {RangeError} the ID is not a number */
  issue(userId: string): H5User {
    if (!/^[1-9]\d{0,14}$/.test(userId)) {
      throw new RangeError('userId must be 1 to 15 digits, such as "100234"');
    }
    const user = { userId, token: randomBytes(16).toString('hex') };
    this.#users.set(user.token, user);
    return user;
  }

  find(token: string): H5User | undefined {
    return this.#users.get(token);
  }
}
