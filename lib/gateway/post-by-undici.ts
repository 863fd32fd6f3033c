import type { NewPayDispatcher } from '../options/newpay-dispatcher.interface.js';
import type { Deadline } from './call-options.js';
import type { ConnectionWatch } from './connection-watch.js';
import { asAxiosError, Exchange, type ReceivedAnswer } from './exchange.js';

/** What a request is sent by. */
export interface Sending {
  /** Gives the dispatcher, as soon as it is loaded. */
  readonly open: () => NewPayDispatcher | Promise<NewPayDispatcher>;
  readonly deadline: Deadline;
  readonly watch: ConnectionWatch;
}

/** What is posted, and how much is read of its answer. */
export interface PostedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly maxBytes: number;
}

/**
 * Posts by `undici`, in a quarter of the time that axios' own adapter takes. It sends a request once, follows
 * no redirect, and ends at the deadline.
 *
 * @throws {AxiosError}
 */
export function postByUndici(posted: PostedRequest, sending: Sending): Promise<ReceivedAnswer> {
  const { open, deadline, watch } = sending;
  const exchange = new Exchange(watch, deadline, posted.maxBytes);
  const request = requestOf(posted);
  watch.waits();
  const dispatcher = open();
  return dispatcher instanceof Promise
    ? sendLater(exchange, dispatcher, request)
    : exchange.send(dispatcher, request);
}

/** A function of its own: only the first call waits. */
async function sendLater(
  exchange: Exchange,
  opening: Promise<NewPayDispatcher>,
  request: object,
): Promise<ReceivedAnswer> {
  try {
    return await exchange.send(await opening, request);
  } catch (error) {
    throw asAxiosError(error);
  }
}

function requestOf({ url, headers, body }: PostedRequest): object {
  const { origin, path } = addressOf(url);
  // The deadline ends the call, not the timeouts of undici.
  return { origin, path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 };
}

interface Address {
  readonly origin: string;
  readonly path: string;
}

/** The address that was read last: most calls of an app have the same. */
let last: (Address & { readonly url: string }) | undefined;

function addressOf(url: string): Address {
  if (last?.url !== url) {
    const { origin, pathname, search } = new URL(url);
    last = { url, origin, path: pathname + search };
  }
  return last;
}
