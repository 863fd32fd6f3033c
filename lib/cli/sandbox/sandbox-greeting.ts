import type { NewPayApi } from '../../events/newpay-event.js';
import { appVariables, onOneLine, type AppCredentials } from './app-variables.js';

/** How a sandbox was started. */
export interface SandboxStart {
  /**
   * The URL of the console and the payers.
   * @default the base URL of the app
   */
  readonly url?: string;
  /** What was written into the file of `--env`; without it the variables are printed. */
  readonly envReport?: string | undefined;
  /** The folder of `--keys`. */
  readonly keys?: string | undefined;
  /**
   * The API of the app.
   * @default 'v1'
   */
  readonly api?: NewPayApi;
}

/**
 * The output of `sandbox` after its start: the settings of an app, ready to paste.
 *
 * @param credentials those of the app, with its URL of the sandbox
 */
export function sandboxGreeting(
  credentials: AppCredentials,
  { url = credentials.baseUrl, envReport, keys, api }: SandboxStart = {},
): string {
  const lasting =
    keys === undefined
      ? 'IDs and keys change at every start; keep them with --keys <folder>.'
      : `IDs and keys are in ${keys} and stay the same at the next start.`;
  return `NewPay sandbox: ${url}

${envReport ?? settings(credentials, api)}

${lasting}
Console with all orders and faults: ${url}/
A callback that your app does not acknowledge is delivered again after the times of --retry.
Press Ctrl-C to stop the sandbox. Its orders are lost.

`;
}

function settings(credentials: AppCredentials, api?: NewPayApi): string {
  const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = credentials;
  const { ofSandbox, ofApp } = appVariables(credentials, api);
  return `For a .env file (read by newPayConfig; --env <file> writes it):

${assignments(ofSandbox)}
# the URL of your app, and the pages that payers return to:
${assignments(ofApp)}

Or as options:

NewPayModule.forRoot({
  appId: '${appId}',
  merchantId: '${merchantId}',
  privateKey: '${onOneLine(privateKey)}',
  platformPublicKey: '${onOneLine(platformPublicKey)}',
  baseUrl: '${baseUrl}',${api === 'v2' ? `\n  v2: { baseUrl: '${baseUrl}' },` : ''}${'NEWPAY_INSECURE_BASE_URL' in ofSandbox ? '\n  insecureBaseUrl: true,' : ''}
  publicUrl: 'http://127.0.0.1:3000', // the URL of your app
  pages: {
    success: 'http://127.0.0.1:3000/success',
    failure: 'http://127.0.0.1:3000/failure',
    cancel: 'http://127.0.0.1:3000/cancel',
  },
})`;
}

function assignments(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}
