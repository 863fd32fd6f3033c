import { ServerResponse, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

interface FastifyReplyLike {
  readonly raw: ServerResponse;
  getHeaders(): OutgoingHttpHeaders;
  hijack(): unknown;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Headers of a body other than the one that is written. */
const FOREIGN_HEADERS = ['content-encoding', 'transfer-encoding', 'trailer'] as const;

/** Answers in place of a success that the host is about to send, and hears of an error that it sends. */
export interface ResponseGuard {
  /** @param status what the host wanted to answer, below 400 */
  replaceSuccess(status: number): void;
  /** Called once. @param status what the host has answered, 400 or above */
  noteError(status: number): void;
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
  /** Whether our own answer is being written. */
  #isOpen = false;
  #hasAnswered = false;
  #hasNotedError = false;

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
    this.#cover(raw);
  }

  /**
   * Puts methods of our own before those that the host calls. Each property costs dearly on Express,
   * where every request and response has a hidden class of its own: so no more than these three.
   */
  #cover(raw: ServerResponse): void {
    const host = {
      writeHead: Reflect.get(raw, 'writeHead') as Method,
      write: Reflect.get(raw, 'write') as Method,
      end: Reflect.get(raw, 'end') as Method,
    };
    const guarded = {
      writeHead: (...given: [number, ...unknown[]]): unknown =>
        this.#isWithheld(given[0]) ? raw : this.#pass(host.writeHead, given),
      write: (...given: unknown[]): unknown =>
        this.#isWithheld(raw.statusCode) ? dropped(given, true) : this.#pass(host.write, given),
      end: (...given: unknown[]): unknown =>
        this.#isWithheld(raw.statusCode) ? dropped(given, raw) : this.#pass(host.end, given),
    };
    Object.assign(raw, guarded);
  }

  /** Calls a method of the host's. */
  #pass(method: Method, given: readonly unknown[]): unknown {
    const raw = this.#raw;
    const result = Reflect.apply(method, raw, given) as unknown;
    if (raw.headersSent && !this.#isOpen && !this.#hasAnswered && !this.#hasNotedError) {
      this.#hasNotedError = true;
      this.guard.noteError(raw.statusCode);
    }
    return result;
  }

  /** Whether an answer is out. */
  get isAnswered(): boolean {
    return this.#raw.headersSent || this.#raw.writableEnded;
  }

  /** The status of the answer that is out. */
  get status(): number {
    return this.#raw.statusCode;
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
    const { req: request } = raw;
    const headers = { 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(json) };
    const isPlain = this.#takeHeaders() && !isUnfinished(request);
    // Some responses write through their own `write` (HTTP/2, light-my-request).
    this.#isOpen = true;
    try {
      if (isPlain) {
        Reflect.apply(this.#writeHead, raw, [status, headers]);
      } else {
        setHeaders(raw, headers);
        Reflect.apply(this.#writeHead, raw, [status]);
      }
      this.#hasAnswered = true;
      Reflect.apply(this.#end, raw, [json]);
    } finally {
      // Also when it failed: a success of the host's must not leave in its place.
      this.#isOpen = false;
    }
    // What is left of the body is dropped, so that the connection serves the next request.
    request?.resume();
    return true;
  }

  /** Lets Nest's own answer, which follows a handler's return, come to nothing. */
  silence(): void {
    const response = this.response as Record<string, unknown>;
    response['send'] = ignore;
    if (!isFastifyReply(this.response)) {
      response['json'] = ignore;
    }
  }

  /**
   * Brings the headers that the host has set together on Node's response.
   *
   * @returns whether there are none, so that Node can take ours as they are
   */
  #takeHeaders(): boolean {
    const raw = this.#raw;
    let isEmpty = this.#writeHead === ServerResponse.prototype.writeHead;
    if (isFastifyReply(this.response)) {
      const headers = this.response.getHeaders();
      for (const name in headers) {
        isEmpty = false;
        setHeader(raw, name, headers[name]);
      }
      this.response.hijack();
    }
    return isEmpty && raw.getHeaderNames().length === 0;
  }

  /** Whether what the host is about to write must not leave. */
  #isWithheld(status: number): boolean {
    if (this.#isOpen) {
      return false;
    }
    const raw = this.#raw;
    if (this.isAnswered) {
      // The rest of an error that the host has begun to send.
      return this.#hasAnswered || !(raw.statusCode >= 400);
    }
    // By the status of this call alone: an error that the host failed to send opens nothing.
    if (status >= 400) {
      return false;
    }
    this.guard.replaceSuccess(status);
    return true;
  }
}

type Method = (...given: never[]) => unknown;

/** As Node's response has it, or what looks like one in an environment without Node's. */
function nativeMethod(raw: object, name: 'writeHead' | 'end', isUntouched: boolean): Method {
  const prototype = Object.getPrototypeOf(raw) as object;
  return Reflect.get(isUntouched || !(name in prototype) ? raw : prototype, name) as Method;
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

function ignore(this: unknown): unknown {
  return this;
}

/** Leaves out a header that Node does not take: the host's own answer would have failed of it. */
function setHeader(raw: ServerResponse, name: string, value: OutgoingHttpHeaders[string]): void {
  try {
    raw.setHeader(name, value as string);
  } catch {
    // Invalid.
  }
}

function setHeaders(raw: ServerResponse, headers: Readonly<Record<string, string | number>>): void {
  for (const name of FOREIGN_HEADERS) {
    raw.removeHeader(name);
  }
  if (isUnfinished(raw.req)) {
    // The client is still sending: what it sends must not be read as its next request.
    raw.setHeader('Connection', 'close');
  }
  for (const [name, value] of Object.entries(headers)) {
    raw.setHeader(name, value);
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
