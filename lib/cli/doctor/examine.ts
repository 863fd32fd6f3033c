import { NewPayConfigurationError } from '../../errors/index.js';
import { isProduction } from '../../host/node-environment.js';
import { urlWarnings } from '../../boot/url-warnings.js';
import { unknownVariables } from '../../options/environment-variables.js';
import type { NewPayModuleOptions } from '../../options/newpay-options.interface.js';
import { newPayConfig } from '../../options/newpay.config.js';
import { requireAll, requireId } from '../../options/option-rules.js';
import { resolveKeys } from '../../options/resolve-keys.js';
import { resolveOptions } from '../../options/resolve-options.js';
import { resolveUrls, type ResolvedUrls } from '../../options/resolve-urls.js';
import { resolveV2 } from '../../options/resolve-v2.js';
import { askNewPay } from './ask-newpay.js';
import { callbackUrlOf, knockAtCallback } from './knock-at-callback.js';
import type { Finding } from './finding.interface.js';
import { withoutLogs } from './without-logs.js';

/** What is examined besides the environment. */
export interface Examination {
  /** The URL of the callback, or its path below the public URL. */
  readonly callback: string | undefined;
  readonly signal: AbortSignal;
}

/** Examines the environment, NewPay and the callback URL, one thing after the other. */
export async function* examine(examination: Examination): AsyncGenerator<Finding> {
  yield* examineNames();
  const options = yield* attempt('', () => withoutLogs(() => newPayConfig()));
  if (!options) {
    return;
  }
  yield* examineOptions(options);
  const urls = yield* attempt('', () => resolveUrls(options));
  const v2 = yield* attempt('', () => resolveV2(options));
  if (urls) {
    yield* examineUrls(urls, v2?.baseUrl);
  }
  if (isComplete(options)) {
    yield await askNewPay(options, examination.signal);
  } else {
    yield { verdict: 'warning', text: 'NewPay was not asked: correct the lines above first.' };
  }
  yield await knockAtCallback(callbackUrlOf(urls?.publicUrl, examination.callback), examination);
}

function* examineNames(): Generator<Finding> {
  for (const { name, suggestion } of unknownVariables(Object.keys(process.env))) {
    const remedy = suggestion === undefined ? 'remove it' : `did you mean ${suggestion}?`;
    yield {
      verdict: 'warning',
      text: `The variable ${name} is not read by newPayConfig: ${remedy}`,
    };
  }
}

/** All that is wrong, not only the first thing. */
function* examineOptions(options: NewPayModuleOptions): Generator<Finding> {
  const present = yield* attempt('', () => requireAll(options) ?? true);
  if (present) {
    yield* attempt(`appId is ${options.appId}`, () => requireId('appId', options.appId));
    yield* attempt(`merchantId is ${options.merchantId}`, () =>
      requireId('merchantId', options.merchantId),
    );
    yield* attempt(
      "The private key is an RSA key, and NewPay's public key is another one than yours",
      () => resolveKeys(options),
    );
  }
}

function* examineUrls(urls: ResolvedUrls, v2BaseUrl: string | undefined): Generator<Finding> {
  const { baseUrl, publicUrl, pages } = urls;
  yield { verdict: 'ok', text: `Orders go to ${baseUrl}` };
  yield publicUrl === undefined
    ? {
        verdict: 'warning',
        text: 'NEWPAY_PUBLIC_URL is not set: every order must have a callBackUrl',
      }
    : { verdict: 'ok', text: `The app is at ${publicUrl}` };
  const unknown = { callbackPath: undefined, path: undefined };
  const addresses = {
    baseUrl,
    v2BaseUrl,
    publicUrl,
    pages,
    ...unknown,
    isProduction: isProduction(),
  };
  for (const text of urlWarnings(addresses)) {
    yield { verdict: 'warning', text };
  }
}

function isComplete(options: NewPayModuleOptions): boolean {
  try {
    resolveOptions(options);
    return true;
  } catch {
    return false;
  }
}

/** The result of a check; its failure becomes a finding. Without a text, success is not one. */
function* attempt<T>(success: string, check: () => T): Generator<Finding, T | undefined> {
  try {
    const result = check();
    if (success !== '') {
      yield { verdict: 'ok', text: success };
    }
    return result;
  } catch (error) {
    if (!(error instanceof NewPayConfigurationError)) {
      throw error;
    }
    yield { verdict: 'FAIL', text: error.message };
    return undefined;
  }
}
