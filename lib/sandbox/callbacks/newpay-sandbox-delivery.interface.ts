/**
 * One delivery of a callback and its answer.
 *
 * @publicApi
 */
export interface NewPaySandboxDelivery {
  /** The `callBackUrl` of the order or the refund. */
  readonly url: string;
  /** The JSON that was sent. */
  readonly body: string;
  /** The HTTP status of the answer; `undefined` if there was none. */
  readonly status: number | undefined;
  /** The body of the answer; `undefined` if there was none. */
  readonly response: string | undefined;
  /** Whether the answer was HTTP 200 with `"transResult": "SUCCESS"`. */
  readonly acknowledged: boolean;
  /** The time of the delivery. */
  readonly at: Date;
  /** Why there was no answer; missing if there was one. */
  readonly error?: string;
}
