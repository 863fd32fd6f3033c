import {
  AxiosError,
  getAdapter,
  isAxiosError,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { NewPayDispatcher } from '../options/newpay-dispatcher.interface.js';
import type { Deadline } from './call-options.js';
import type { ConnectionWatch } from './connection-watch.js';
import { Exchange } from './exchange.js';

/** What a request is sent by. */
export interface Sending {
  /** Gives the dispatcher, as soon as it is loaded. */
  readonly open: () => NewPayDispatcher | Promise<NewPayDispatcher>;
  readonly deadline: Deadline;
  readonly watch: ConnectionWatch;
}

/** Settings that axios' own adapter for Node implements. An interceptor that sets one gets that adapter. */
const SETTINGS_OF_AXIOS = [
  'auth',
  'baseURL',
  'cancelToken',
  'httpAgent',
  'httpsAgent',
  'lookup',
  'params',
  'proxy',
  'socketPath',
  'timeout',
] as const satisfies readonly (keyof InternalAxiosRequestConfig)[];

/**
 * An adapter of axios that posts by `undici`, in a quarter of the time that axios' own takes. It sends a
 * request once, follows no redirect, and ends at the deadline.
 */
export function undiciAdapter(sending: Sending): AxiosAdapter {
  return (config) =>
    SETTINGS_OF_AXIOS.some((name) => config[name] !== undefined)
      ? getAdapter('http')({ ...config, signal: sending.deadline.createSignal() })
      : post(config, sending);
}

async function post(
  config: InternalAxiosRequestConfig,
  { open, deadline, watch }: Sending,
): Promise<AxiosResponse<Buffer>> {
  const maxBytes = Number(config.maxContentLength);
  const fail = (message: string, code: string) => new AxiosError(message, code, config);
  const exchange = new Exchange(watch, maxBytes, () =>
    fail(`maxContentLength size of ${maxBytes} exceeded`, AxiosError.ERR_BAD_RESPONSE),
  );
  const end = (): void => exchange.end(fail('the call has ended', AxiosError.ERR_CANCELED));
  watch.waits();
  try {
    const dispatcher = await open();
    if (deadline.isOver) {
      throw fail('the call has ended', AxiosError.ERR_CANCELED);
    }
    const answer = exchange.send(dispatcher, requestOf(config));
    deadline.onEnd(end);
    return { ...(await answer), config };
  } catch (error) {
    throw isAxiosError(error) ? error : AxiosError.from(Object(error), undefined, config);
  } finally {
    deadline.offEnd(end);
  }
}

function requestOf({ url, headers, data }: InternalAxiosRequestConfig): object {
  return {
    ...addressOf(String(url)),
    method: 'POST',
    headers: headers.toJSON(),
    body: data as unknown,
    // The deadline ends the call, not these.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

interface Address {
  readonly origin: string;
  readonly path: string;
}

/** The address that was read last: most calls of an app have the same. */
let last: Address & { readonly url: string } = { url: '', origin: '', path: '' };

function addressOf(url: string): Address {
  if (last.url !== url) {
    const { origin, pathname, search } = new URL(url);
    last = { url, origin, path: pathname + search };
  }
  return last;
}
