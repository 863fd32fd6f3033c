/** The first digits of an account; the rest follows from the phone number. */
const PREFIX = '1';
const DIGITS = 15;

/** A number that ends in these digits has no user. */
const NOBODY = '0000';

/** A user of the sandbox: every phone number has one, unless it ends in `0000`. */
export interface WalletUser {
  readonly phoneNo: string;
  readonly fundAccountId: string;
}

/** Finds the user of a phone number with a country code. */
export function userOfPhone(phoneNo: string): WalletUser | undefined {
  const digits = /^\+(\d{8,15})$/.exec(phoneNo)?.[1];
  return digits === undefined || digits.endsWith(NOBODY)
    ? undefined
    : { phoneNo, fundAccountId: PREFIX + digits.padStart(DIGITS, '0') };
}

/** Finds the user of an account: 16 digits, as in NewPay's example (protocol 9.2). */
export function userOfAccount(fundAccountId: string): WalletUser | undefined {
  const digits = /^1(\d{15})$/.exec(fundAccountId)?.[1]?.replace(/^0+/, '');
  return digits === undefined ? undefined : userOfPhone(`+${digits}`);
}
