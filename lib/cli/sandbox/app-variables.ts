import { VARIABLES } from '../../options/environment-variables.js';
import { isConfidentialAddress } from '../../protocol/web-address.js';
import type { NewPayApi } from '../../events/newpay-event.js';
import type { NewPaySandboxCredentials } from '../../sandbox/index.js';

/** What an app needs of a sandbox; the address serves both APIs. */
export type AppCredentials = Omit<NewPaySandboxCredentials, 'v2'>;

/** The variables of an app that uses a sandbox. */
export interface AppVariables {
  /** The sandbox's own: IDs, keys and the base URL. */
  readonly ofSandbox: Readonly<Record<string, string>>;
  /** Defaults for the URLs of the app. */
  readonly ofApp: Readonly<Record<string, string>>;
}

const APP_URL = 'http://127.0.0.1:3000';

/**
 * The variables for {@link newPayConfig}. The keys are on one line, with a literal `\n` for each break.
 *
 * @param api with `v2` the variable of API v2 is among them
 */
export function appVariables(credentials: AppCredentials, api: NewPayApi = 'v1'): AppVariables {
  const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = credentials;
  return {
    ofSandbox: {
      [VARIABLES.appId]: appId,
      [VARIABLES.merchantId]: merchantId,
      [VARIABLES.privateKey]: `"${onOneLine(privateKey)}"`,
      [VARIABLES.platformPublicKey]: `"${onOneLine(platformPublicKey)}"`,
      [VARIABLES.baseUrl]: baseUrl,
      ...(api === 'v2' && { [VARIABLES.v2BaseUrl]: baseUrl }),
      ...(!isConfidentialAddress(baseUrl) && { [VARIABLES.insecureBaseUrl]: 'true' }),
    },
    ofApp: {
      [VARIABLES.publicUrl]: APP_URL,
      [VARIABLES.successPage]: `${APP_URL}/success`,
      [VARIABLES.failurePage]: `${APP_URL}/failure`,
      [VARIABLES.cancelPage]: `${APP_URL}/cancel`,
    },
  };
}

/** A PEM with a literal `\n` for each line break. */
export function onOneLine(pem: string): string {
  return pem.trim().replaceAll('\n', String.raw`\n`);
}
