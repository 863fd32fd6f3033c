// For development: starts a local NewPay sandbox and sets the variables that the app reads.
import { NewPaySandbox } from 'nestjs-newpay/sandbox';

const { PORT = '3000' } = process.env;
const appUrl = `http://127.0.0.1:${PORT}`;
const sandbox = await NewPaySandbox.start();
const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = sandbox.credentials;

Object.assign(process.env, {
  NEWPAY_APP_ID: appId,
  NEWPAY_MERCHANT_ID: merchantId,
  NEWPAY_PRIVATE_KEY: privateKey,
  NEWPAY_PLATFORM_PUBLIC_KEY: platformPublicKey,
  NEWPAY_BASE_URL: baseUrl,
  NEWPAY_PUBLIC_URL: appUrl,
  NEWPAY_SUCCESS_PAGE_URL: `${appUrl}/success`,
  NEWPAY_FAILURE_PAGE_URL: `${appUrl}/failure`,
  NEWPAY_CANCEL_PAGE_URL: `${appUrl}/cancel`,
});

console.log(`NewPay sandbox, with all orders and deliveries: ${baseUrl}`);
