import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  getHeaders(): OutgoingHttpHeaders;
  hijack(): unknown;
}

/** Headers of a body other than the one that is written. */
const FOREIGN_HEADERS = ['content-encoding', 'transfer-encoding', 'trailer'] as const;

/** Answers in place of a success that the host is about to send. */
export interface ResponseGuard {
  /** @param status what the host wanted to answer, below 400 */
  replaceSuccess(status: number): void;
}

/**
 * The response of one request, of which a success leaves through {@link GuardedResponse.answer} alone.
 * Any other answer below 400 is withheld, and the guard answers in its place.
 *
 * `answer` writes with the methods of Node's response that wrappers of the host's (compression,
 * envelopes, sessions) have not replaced. Those wrappers put theirs on the response object itself;
 * checked on Express 5.3, Fastify 5.12, compression 1.8, on-headers 1.1.
 */
export class GuardedResponse {
  readonly #raw: ServerResponse;
  readonly #writeHead: Method;
  readonly #end: Method;
  /** Whether what is written may leave: our own answer, or an error of the host's. */
  #isOpen = false;

  /**
   * @param isUntouched whether nothing of the host's has had the response yet, so that what it has of
   * its own is what its environment gave it
   */
  constructor(
    private readonly response: object,
    isUntouched: boolean,
    private readonly guard: ResponseGuard,
  ) {
    const raw = rawResponseOf(response);
    this.#raw = raw;
    this.#writeHead = nativeMethod(raw, 'writeHead', isUntouched);
    this.#end = nativeMethod(raw, 'end', isUntouched);
    this.#guard();
  }

  /** Whether an answer is out. */
  get isAnswered(): boolean {
    return this.#raw.headersSent || this.#raw.writableEnded;
  }

  /**
   * Writes an answer of JSON, with the headers that the host has set so far.
   *
   * @returns whether it was written; `false` when an answer is out
   */
  answer(status: number, json: string): boolean {
    if (this.isAnswered) {
      return false;
    }
    const raw = this.#raw;
    if (isFastifyReply(this.response)) {
      copyHeaders(this.response.getHeaders(), raw);
      this.response.hijack();
    }
    for (const name of FOREIGN_HEADERS) {
      if (raw.hasHeader(name)) {
        raw.removeHeader(name);
      }
    }
    const { req: request } = raw;
    if (isUnfinished(request)) {
      // The client is still sending: what it sends must not be read as its next request.
      raw.setHeader('Connection', 'close');
    }
    raw.setHeader('Content-Type', 'application/json; charset=utf-8');
    raw.setHeader('Content-Length', Buffer.byteLength(json));
    // Some responses write through their own `write` (HTTP/2, light-my-request).
    this.#isOpen = true;
    Reflect.apply(this.#writeHead, raw, [status]);
    Reflect.apply(this.#end, raw, [json]);
    this.#isOpen = false;
    // What is left of the body is dropped, so that the connection serves the next request.
    if (request && !request.readableEnded) {
      request.resume();
    }
    return true;
  }

  /** Lets Nest's own answer, which follows a handler's return, come to nothing. */
  silence(): void {
    const response = this.response as Record<string, unknown>;
    const ignore = () => response;
    response['send'] = ignore;
    if (!isFastifyReply(this.response)) {
      response['json'] = ignore;
    }
  }

  #guard(): void {
    const raw = this.#raw;
    const writeHead = methodOf(raw, 'writeHead');
    const write = methodOf(raw, 'write');
    const end = methodOf(raw, 'end');
    Object.assign(raw, {
      writeHead: (...given: [number, ...unknown[]]) =>
        this.#isWithheld(given[0]) ? raw : call(writeHead, raw, given),
      write: (...given: unknown[]) =>
        this.#isWithheld(raw.statusCode) ? dropped(given, true) : call(write, raw, given),
      end: (...given: unknown[]) =>
        this.#isWithheld(raw.statusCode) ? dropped(given, raw) : call(end, raw, given),
    });
  }

  /** Whether what the host is about to write must not leave. */
  #isWithheld(status: number): boolean {
    if (this.#isOpen) {
      return false;
    }
    if (this.isAnswered) {
      return true;
    }
    if (status >= 400) {
      this.#isOpen = true;
      return false;
    }
    this.guard.replaceSuccess(status);
    return true;
  }
}

type Method = (...given: never[]) => unknown;

function methodOf(raw: object, name: 'writeHead' | 'write' | 'end'): Method {
  return Reflect.get(raw, name) as Method;
}

function call(method: Method, raw: object, given: readonly unknown[]): unknown {
  return Reflect.apply(method, raw, given);
}

/** As Node's response has it, or what looks like one in an environment without Node's. */
function nativeMethod(raw: object, name: 'writeHead' | 'end', isUntouched: boolean): Method {
  const prototype = Object.getPrototypeOf(raw) as object;
  return isUntouched || !(name in prototype) ? methodOf(raw, name) : methodOf(prototype, name);
}

/** Whether the client of an HTTP/1 request is still sending. */
function isUnfinished(request: IncomingMessage | undefined): boolean {
  return request?.complete === false && request.httpVersionMajor === 1;
}

function isFastifyReply(response: object): response is FastifyReplyLike {
  return typeof (response as Partial<FastifyReplyLike>).hijack === 'function';
}

/** Node's own response, also when Fastify's reply holds it. */
function rawResponseOf(response: object): ServerResponse {
  return isFastifyReply(response) ? response.raw : (response as ServerResponse);
}

function copyHeaders(headers: OutgoingHttpHeaders, raw: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      if (value !== undefined) {
        raw.setHeader(name, value);
      }
    } catch {
      // One that Node does not take: the host's own answer would have failed of it, ours does not.
    }
  }
}

/** Calls back whoever waits for a write that is dropped. */
function dropped<T>(given: unknown[], result: T): T {
  const callback = given.at(-1);
  if (typeof callback === 'function') {
    process.nextTick(callback);
  }
  return result;
}
