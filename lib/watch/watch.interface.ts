import type { NewPayApi } from '../events/newpay-event.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';

/** What is watched: an order, or a refund of one. */
export interface WatchedSubject {
  readonly api: NewPayApi;
  /** The merchant's order number; of a refund, that of its payment (API v2: NewPay's number of it). */
  readonly orderNo: string;
  /** The merchant's refund number, if a refund is watched. */
  readonly refundOrderNo?: string | undefined;
}

/** A watch as its jobs store it. */
export interface Watch extends WatchedSubject {
  /** Identifies the watch: its jobs have the time behind it. */
  readonly id: string;
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** When NewPay is asked, in milliseconds after `since`: the option `watch` when it began. */
  readonly times: readonly number[];
  /** At which of them this job asks. */
  readonly time: number;
  /** When it began, or its last job ran: no event was known then. In milliseconds since the epoch. */
  readonly lookedAt: number;
  /** How many earlier jobs of this watch have asked. */
  readonly asked: number;
  /** Whether NewPay has answered that it knows what is watched. */
  readonly isKnown: boolean;
  /** When a query first returned a failure that was not final, in milliseconds since the epoch. */
  readonly failureSeenAt?: number | undefined;
}

/** A verified answer about what is watched. */
export interface WatchAnswer {
  /**
   * - `final`: no other event can follow this one.
   * - `published`: another one can follow: a failed payment may still be paid.
   * - `processing`: there is no result.
   */
  readonly status: 'final' | 'published' | 'processing';
  /** Every verified field as text. */
  readonly raw: Readonly<Record<string, string>>;
  /** For the next job of this watch. */
  readonly failureSeenAt?: number | undefined;
  /**
   * Publishes the event of the result, unless the store knows that it was handled. None while there is no result.
   *
   * @throws {NewPayDeliveryError}
   */
  readonly publish?: () => Promise<void>;
}

/** Asks NewPay about one kind of subject. */
export interface WatchTarget {
  isFor(subject: WatchedSubject): boolean;
  /**
   * What is known without asking NewPay: what was published before. `processing` if nothing was.
   *
   * @throws {StoreUnavailableError}
   */
  known(subject: WatchedSubject): Promise<WatchAnswer['status']>;
  /**
   * @throws {NewPayGatewayError} NewPay refused the query
   * @throws {NewPaySignatureError} | {NewPayTransportError} no trustworthy answer came
   */
  ask(watch: Watch, options: NewPayCallOptions): Promise<WatchAnswer>;
}
