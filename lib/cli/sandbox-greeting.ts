import type { NewPaySandboxCredentials } from '../sandbox/index.js';

/** The output of `sandbox` after its start: the settings of an app, ready to paste. */
export function sandboxGreeting(credentials: NewPaySandboxCredentials): string {
  const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = credentials;
  return `NewPay sandbox: ${baseUrl}

For a .env file (read by newPayConfig):

NEWPAY_APP_ID=${appId}
NEWPAY_MERCHANT_ID=${merchantId}
NEWPAY_PRIVATE_KEY="${onOneLine(privateKey)}"
NEWPAY_PLATFORM_PUBLIC_KEY="${onOneLine(platformPublicKey)}"
NEWPAY_BASE_URL=${baseUrl}
# the URL of your app, and the pages that payers return to:
NEWPAY_PUBLIC_URL=http://127.0.0.1:3000
NEWPAY_SUCCESS_PAGE_URL=http://127.0.0.1:3000/success
NEWPAY_FAILURE_PAGE_URL=http://127.0.0.1:3000/failure
NEWPAY_CANCEL_PAGE_URL=http://127.0.0.1:3000/cancel

Or as options:

NewPayModule.forRoot({
  appId: '${appId}',
  merchantId: '${merchantId}',
  privateKey: '${onOneLine(privateKey)}',
  platformPublicKey: '${onOneLine(platformPublicKey)}',
  baseUrl: '${baseUrl}',
  publicUrl: 'http://127.0.0.1:3000', // the URL of your app
  pages: {
    success: 'http://127.0.0.1:3000/success',
    failure: 'http://127.0.0.1:3000/failure',
    cancel: 'http://127.0.0.1:3000/cancel',
  },
})

IDs and keys change at every start. Console with all orders and faults: ${baseUrl}/
A callback that your app does not acknowledge is delivered again after the times of --retry.
Press Ctrl-C to stop the sandbox. Its orders are lost.
`;
}

/** With a literal `\n` for each line break, for one line of a .env file. */
function onOneLine(pem: string): string {
  return pem.trim().replaceAll('\n', '\\n');
}
