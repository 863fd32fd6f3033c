import { GuardedResponse } from '../host/guarded-response.js';

/** What NewPay reads as "received": it never delivers again (protocol 5). */
const ACKNOWLEDGEMENT = '{"transResult":"SUCCESS"}';

/** What NewPay reads as "not received": it delivers again (protocol 5). */
const REFUSAL = '{"transResult":"FAIL"}';

// A key that only this file has: nothing that came with the request can stand in its place. A WeakMap
// would do the same, but keeps every request it has seen until the next full garbage collection.
const EXCHANGE = Symbol('newpayExchange');

interface MarkedRequest {
  [EXCHANGE]?: CallbackExchange;
}

/** Told when something of the host's is about to answer a callback with a success of its own. */
export type OnHostAnswer = (exchange: CallbackExchange, status: number) => void;

/** One request of the callback's own route, and the only way to answer it with a success. */
export class CallbackExchange {
  /** The bytes of the body, decoded, once they are read. */
  bytes: Buffer | undefined;
  /** Undoes what was done to a request to keep the host's parsers away. */
  restore: (() => void) | undefined;
  /** The status of a refusal that has been decided, and may not have been answered yet. */
  refusedWith: number | undefined;
  readonly begin = performance.now();
  readonly #response: GuardedResponse;
  #isAcknowledged = false;

  private constructor(response: object, isFirst: boolean, onHostAnswer: OnHostAnswer) {
    this.#response = new GuardedResponse(response, isFirst, (status) => {
      onHostAnswer(this, status);
      this.refuse(this.refusedWith ?? 500);
    });
  }

  /**
   * The exchange of a request; begun when there is none.
   *
   * @param isFirst whether nothing of the host's has had the response yet
   */
  static of(
    request: object,
    response: object,
    onHostAnswer: OnHostAnswer,
    isFirst = false,
  ): CallbackExchange {
    return ((request as MarkedRequest)[EXCHANGE] ??= new CallbackExchange(
      response,
      isFirst,
      onHostAnswer,
    ));
  }

  static find(request: object): CallbackExchange | undefined {
    return (request as MarkedRequest)[EXCHANGE];
  }

  get isAcknowledged(): boolean {
    return this.#isAcknowledged;
  }

  get isAnswered(): boolean {
    return this.#response.isAnswered;
  }

  /** @returns whether it was answered so; `false` when another answer is out */
  acknowledge(): boolean {
    this.#isAcknowledged = this.#response.answer(200, ACKNOWLEDGEMENT);
    // The handler of the route is about to return, and Nest would send what it returns.
    this.#response.silence();
    return this.#isAcknowledged;
  }

  /** @returns whether it was answered so; `false` when another answer is out */
  refuse(status: number): boolean {
    this.refusedWith = status;
    return this.#response.answer(status, REFUSAL);
  }
}
