import type { NewPaySandbox } from '../../../lib/sandbox/index.js';

/** The variables of a shop whose NewPay is a sandbox outside of it. */
export function variablesOf({ credentials }: NewPaySandbox): Record<string, string> {
  return {
    NEWPAY_APP_ID: credentials.appId,
    NEWPAY_MERCHANT_ID: credentials.merchantId,
    NEWPAY_PRIVATE_KEY: credentials.privateKey,
    NEWPAY_PLATFORM_PUBLIC_KEY: credentials.platformPublicKey,
    NEWPAY_BASE_URL: credentials.baseUrl,
  };
}
