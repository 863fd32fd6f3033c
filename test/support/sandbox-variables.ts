import type { NewPaySandbox } from '../../lib/sandbox/index.js';

/** The environment variables of an app whose NewPay is that sandbox. */
export function sandboxVariables({ credentials }: NewPaySandbox): Record<string, string> {
  return {
    NEWPAY_APP_ID: credentials.appId,
    NEWPAY_MERCHANT_ID: credentials.merchantId,
    NEWPAY_PRIVATE_KEY: credentials.privateKey,
    NEWPAY_PLATFORM_PUBLIC_KEY: credentials.platformPublicKey,
    NEWPAY_BASE_URL: credentials.baseUrl,
    NEWPAY_V2_BASE_URL: credentials.v2.baseUrl,
  };
}
