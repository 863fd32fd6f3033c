import { postJson, type PostAnswer } from '../../sandbox/callbacks/post-json.js';
import type { Finding } from './finding.interface.js';

const DEFAULT_PATH = 'newpay/callback';

/** The time limit of the request, in milliseconds. */
const TIMEOUT = 10_000;

/** Without a signature: the answer must be 401. */
const UNSIGNED = JSON.stringify({ orderNo: 'nestjs-newpay-doctor' });

/** The URL of the callback; `undefined` if it is not known. */
export function callbackUrlOf(
  publicUrl: string | undefined,
  callback: string = DEFAULT_PATH,
): string | undefined {
  if (callback.includes('://')) {
    return callback;
  }
  return publicUrl === undefined ? undefined : `${publicUrl}/${callback.replace(/^\/+/, '')}`;
}

/** Sends an unsigned callback to the app. */
export async function knockAtCallback(
  url: string | undefined,
  { signal }: { signal: AbortSignal },
): Promise<Finding> {
  if (url === undefined) {
    return {
      verdict: 'warning',
      text: 'The callback URL is not known: set NEWPAY_PUBLIC_URL, or give the URL with --callback',
    };
  }
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
    return judge(url, await postJson(url, UNSIGNED, deadline));
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return {
      verdict: 'FAIL',
      text: `${url} does not answer (${code ?? name}): start the app, and check NEWPAY_PUBLIC_URL`,
    };
  }
}

function judge(url: string, { status = 0, body }: PostAnswer): Finding {
  const isOurs = body.trim() === '{"transResult":"FAIL"}';
  if (status === 401 && isOurs) {
    return { verdict: 'ok', text: `${url} answers 401 to an unsigned callback` };
  }
  return {
    verdict: 'FAIL',
    text: `${url} answers ${status} to an unsigned callback, and not 401 with {"transResult":"FAIL"}: ${remedyOf(status, isOurs)}`,
  };
}

function remedyOf(status: number, isOurs: boolean): string {
  if (isOurs) {
    return 'the app refuses it for another reason, which is in its log';
  }
  if (status === 404) {
    return 'the app has no such route; give the path with its global prefix with --callback';
  }
  if (status >= 200 && status < 300) {
    return 'something else than this package answers there; check NEWPAY_PUBLIC_URL and --callback';
  }
  return 'a proxy, a guard or a login page answers before the route; exclude the route from it';
}
