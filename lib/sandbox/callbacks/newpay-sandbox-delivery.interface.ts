/**
 * One delivery of a callback, and what came back.
 *
 * @publicApi
 */
export interface NewPaySandboxDelivery {
  /** The `callBackUrl` of the order or the refund. */
  readonly url: string;
  /** The JSON as it was sent. */
  readonly body: string;
  /** The HTTP status of the answer; `undefined` when no answer came. */
  readonly status: number | undefined;
  /** The text of the answer; `undefined` when no answer came. */
  readonly response: string | undefined;
  /** Whether the answer was HTTP 200 with `"transResult": "SUCCESS"`. */
  readonly acknowledged: boolean;
  /** When it was sent. */
  readonly at: Date;
  /** Why no answer came; absent when one did. */
  readonly error?: string;
}
