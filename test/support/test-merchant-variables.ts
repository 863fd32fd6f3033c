import { merchantKeys, pemOf, platformKeys } from './keys.js';
import { APP_ID, MERCHANT_ID } from './signed-callback.js';

/** The environment variables of an app that takes the callbacks of `signedBody`. */
export function testMerchantVariables(): Record<string, string> {
  return {
    NEWPAY_APP_ID: APP_ID,
    NEWPAY_MERCHANT_ID: MERCHANT_ID,
    NEWPAY_PRIVATE_KEY: pemOf(merchantKeys.privateKey),
    NEWPAY_PLATFORM_PUBLIC_KEY: pemOf(platformKeys.publicKey),
    NEWPAY_PUBLIC_URL: 'https://shop.example',
  };
}
