import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { pemOf, platformKeys } from '../support/keys.js';

/** The credentials of a merchant. */
export interface Merchant {
  readonly appId: string;
  readonly merchantId: string;
  readonly privateKey: string;
  readonly platformPublicKey: readonly string[];
  readonly baseUrl: string;
  /** The sandbox serves both versions at one address. */
  readonly v2: { readonly baseUrl: string };
}

/**
 * Has both keys that sign callbacks: that of the sandbox and that of `failedCallback`.
 *
 * @param baseUrl the address that is called
 */
export function merchantOf(
  { credentials }: NewPaySandbox,
  baseUrl = credentials.baseUrl,
): Merchant {
  const { platformPublicKey } = credentials;
  return {
    ...credentials,
    baseUrl,
    v2: { baseUrl },
    platformPublicKey: [platformPublicKey, pemOf(platformKeys.publicKey)],
  };
}
