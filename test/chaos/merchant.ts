import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { pemOf, platformKeys } from '../support/keys.js';

/** The credentials of a merchant. */
export interface Merchant {
  readonly appId: string;
  readonly merchantId: string;
  readonly privateKey: string;
  readonly platformPublicKey: readonly string[];
  readonly baseUrl: string;
}

/** Has both keys that sign callbacks: that of the sandbox and that of `failedCallback`. */
export function merchantOf({ credentials }: NewPaySandbox): Merchant {
  const { platformPublicKey } = credentials;
  return {
    ...credentials,
    platformPublicKey: [platformPublicKey, pemOf(platformKeys.publicKey)],
  };
}
