import { GuardedResponse, type ResponseGuard } from '../host/guarded-response.js';
import type { Telemetry } from '../observability/telemetry.js';
import type { LosslessJson } from '../protocol/json/lossless-json.js';
import { ACKNOWLEDGEMENT, REJECTION } from '../protocol/acknowledgement.js';
import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import type { CallbackHint } from './callback-hint.js';

const ACKNOWLEDGEMENT_BODY = JSON.stringify(ACKNOWLEDGEMENT);
const REJECTION_BODY = JSON.stringify(REJECTION);

// A key that only this file has: nothing that came with the request can stand in its place. A WeakMap
// would do the same, but keeps every request it has seen until the next full garbage collection.
const EXCHANGE = Symbol('newpayExchange');

interface MarkedRequest {
  [EXCHANGE]?: CallbackExchange;
}

/** Is called when the host answers a callback itself. */
export interface HostAnswerListener {
  /** It is about to answer with a success, which is withheld. */
  onHostAnswer(exchange: CallbackExchange, status: number): void;
  /** It has answered with an error. */
  onHostError(exchange: CallbackExchange, status: number): void;
}

/** Whoever is told how a callback was answered. */
type CallbackHooks = Pick<Telemetry, 'callbackEnded'>;

/** One request of the callback's own route, and the only way to answer it with a success. */
export class CallbackExchange implements ResponseGuard {
  /** When it began, on the clock of `performance.now()`. */
  readonly begin = performance.now();
  /**
   * The body as it came over the wire, before anything of the host's had it; `undefined` until it is
   * read, and when it is not a JSON object.
   */
  message: LosslessJson | undefined;
  /** The bytes of the body, decoded, once they are read. */
  body: Buffer | undefined;
  /** The callback, once the guard has verified it. */
  verified: NewPayVerifiedCallback | undefined;
  /** The unverified callback that NewPay is to be asked about, if `v2.unverified` allows it. */
  hint: CallbackHint | undefined;
  /** Undoes what was done to the request to keep the host's parsers away. */
  restoreRequest: (() => void) | undefined;
  /** The status of a rejection that is decided, and may not be sent yet. */
  rejectedWith: number | undefined;
  #isReported = false;
  readonly #response: GuardedResponse;
  #isAcknowledged = false;

  private constructor(
    readonly request: object,
    response: object,
    isFirst: boolean,
    private readonly listener: HostAnswerListener,
  ) {
    this.#response = new GuardedResponse(response, isFirst, this);
  }

  /**
   * The exchange of a request. Begins it when there is none.
   *
   * @param isFirst whether nothing of the host's has had the response yet
   */
  static of(
    request: object,
    response: object,
    listener: HostAnswerListener,
    isFirst: boolean,
  ): CallbackExchange {
    return ((request as MarkedRequest)[EXCHANGE] ??= new CallbackExchange(
      request,
      response,
      isFirst,
      listener,
    ));
  }

  static find(request: object): CallbackExchange | undefined {
    return (request as MarkedRequest)[EXCHANGE];
  }

  get isAcknowledged(): boolean {
    return this.#isAcknowledged;
  }

  /** Whether the hooks have been told how it was answered. */
  get isReported(): boolean {
    return this.#isReported;
  }

  /** The status of the answer that is out. */
  get status(): number {
    return this.#response.status;
  }

  /** Tells the hooks how it was answered, or is about to be: once, as NewPay is answered once. */
  report(hooks: CallbackHooks, status: number, reason: string | undefined): void {
    if (this.#isReported) {
      return;
    }
    this.#isReported = true;
    hooks.callbackEnded({
      status,
      orderNo: (this.verified ?? this.hint)?.orderNo,
      reason,
      durationMs: performance.now() - this.begin,
    });
  }

  /** @returns whether it was acknowledged; `false` when another answer is out */
  acknowledge(): boolean {
    this.#isAcknowledged = this.#response.answer(200, ACKNOWLEDGEMENT_BODY);
    // The handler of the route is about to return, and Nest would send what it returns.
    this.#response.silence();
    return this.#isAcknowledged;
  }

  /** @returns whether it was rejected; `false` when another answer is out */
  reject(status: number): boolean {
    this.rejectedWith = status;
    return this.#response.answer(status, REJECTION_BODY);
  }

  /** Rejects the callback in place of a success that the host made. */
  replaceSuccess(status: number): void {
    this.listener.onHostAnswer(this, status);
    this.reject(this.rejectedWith ?? 500);
  }

  noteError(status: number): void {
    this.listener.onHostError(this, status);
  }
}
