import type { NewPayEndpoint } from '../../protocol/v1/endpoints.js';
import type { NewPayV2Endpoint } from '../../protocol/v2/endpoints.js';
import type { NewPaySandboxDelivery } from '../callbacks/newpay-sandbox-delivery.interface.js';
import type { NewPaySandboxAnswerFault } from '../faults/newpay-sandbox-fault.js';

/**
 * Something that a sandbox did: it answered a request, delivered a callback, or an order or a
 * refund got its result. For the option `onActivity` of `NewPaySandbox.start()`.
 *
 * @publicApi
 */
export type NewPaySandboxActivity =
  NewPaySandboxRequestActivity | NewPaySandboxDeliveryActivity | NewPaySandboxResultActivity;

/**
 * A request of the API that was answered, or any request that was refused. Its texts come from the
 * client: escape them before you print them.
 *
 * @publicApi
 */
export interface NewPaySandboxRequestActivity {
  /** Distinguishes an answered request from deliveries and results. */
  readonly type: 'request';
  /** The HTTP method, such as `POST`. */
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** The name of the API call, such as `createOrder`; missing if the request is not a call of the API. */
  readonly endpoint?: NewPayEndpoint | NewPayV2Endpoint;
  /** The `refundOrderNo`, or else the `orderNo`; missing if the request has none. */
  readonly number?: string;
  /** The HTTP status of the answer; `undefined` if the fault `drop` closed the connection. */
  readonly status: number | undefined;
  /** Why the request was refused; missing if it was not. */
  readonly refusal?: string;
  /** The faults that changed the answer. */
  readonly faults: readonly NewPaySandboxAnswerFault[];
  /** The time of the answer. */
  readonly at: Date;
}

/**
 * A delivery of a callback.
 *
 * @publicApi
 */
export interface NewPaySandboxDeliveryActivity extends NewPaySandboxDelivery {
  /** Distinguishes a delivery from requests and results. */
  readonly type: 'delivery';
  /** The `refundOrderNo`, or else the `orderNo`. */
  readonly number: string;
  /** The delay before the next delivery, in milliseconds; missing if there is none. */
  readonly nextDelay?: number;
}

/**
 * The final result of an order or a refund.
 *
 * @publicApi
 */
export interface NewPaySandboxResultActivity {
  /** Distinguishes a result from requests and deliveries. */
  readonly type: 'result';
  /** The `refundOrderNo`, or else the `orderNo`. */
  readonly number: string;
  /** The final state. Only an order of API v2 can be `expired`. */
  readonly status: 'paid' | 'failed' | 'expired' | 'refunded' | 'refund failed';
  /** The time of the result. */
  readonly at: Date;
}
