import type { NewPaySandboxCredentials } from '../sandbox/index.js';

/** What the command prints once its sandbox listens: the settings of an app, ready to paste. */
export function sandboxGreeting(credentials: NewPaySandboxCredentials): string {
  const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = credentials;
  return `NewPay sandbox: ${baseUrl}

For a .env file (read by newPayConfig):

NEWPAY_APP_ID=${appId}
NEWPAY_MERCHANT_ID=${merchantId}
NEWPAY_PRIVATE_KEY="${onOneLine(privateKey)}"
NEWPAY_PLATFORM_PUBLIC_KEY="${onOneLine(platformPublicKey)}"
NEWPAY_BASE_URL=${baseUrl}
# your app's own address, and where its payers come back to:
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
  publicUrl: 'http://127.0.0.1:3000', // your app's own address
  pages: {
    success: 'http://127.0.0.1:3000/success',
    failure: 'http://127.0.0.1:3000/failure',
    cancel: 'http://127.0.0.1:3000/cancel',
  },
})

Ids and keys are new at every start. Orders and their cashier pages: ${baseUrl}/
A callback that your app does not acknowledge is delivered again; --retry sets after how long.
Ctrl-C stops the sandbox, which forgets its orders.
`;
}

/** With a literal `\n` for each line break, as one line of a .env file keeps it. */
function onOneLine(pem: string): string {
  return pem.trim().replaceAll('\n', '\\n');
}
