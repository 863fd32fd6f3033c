import type { NewPayPaymentFields } from '../protocol/v1/field-readers.js';

/**
 * Where an event comes from: `callback` when NewPay called the app, `query` when the app asked NewPay
 * (`reconcile`).
 *
 * @publicApi
 */
export type NewPayEventSource = 'callback' | 'query';

/**
 * The version of NewPay's API that an order was made with.
 *
 * @publicApi
 */
export type NewPayApi = 'v1' | 'v2';

/**
 * The fields that every event has, as its constructor takes them.
 *
 * @publicApi
 */
export interface NewPayEventFields extends NewPayPaymentFields {
  /** The time that NewPay signed in the callback; for a query, the time of the query. */
  readonly occurredAt: Date;
  /** `callback` when NewPay called the app, `query` when the app asked NewPay. */
  readonly source: NewPayEventSource;
  /** The name of the merchant registration, the option `name`; `undefined` for the unnamed one. */
  readonly merchant: string | undefined;
  /**
   * The version of NewPay's API that the order was made with.
   * @default 'v1'
   */
  readonly api?: NewPayApi;
  /**
   * Whether NewPay's signature of the message was verified. `false` only with the option
   * `v2.unverified: 'ask'`.
   * @default true
   */
  readonly verified?: boolean;
}

/**
 * The base class of the events of this package.
 *
 * An event is frozen, its date and its objects included, and it is plain data: a copy made by JSON, by
 * `structuredClone` or by a queue is accepted wherever the event is. JSON makes a text of `occurredAt`.
 *
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the constructor's copy has every field
export abstract class NewPayEvent {
  /** The name under which the app's `EventEmitter2` publishes the event, such as `newpay.paid`. */
  abstract readonly name: `newpay.${string}`;

  /** Copies the fields of an event from `fields`, and nothing else that is there. */
  constructor(fields: NewPayEventFields) {
    const copy: Required<NewPayEventFields> = {
      orderNo: fields.orderNo,
      newpayOrderNo: fields.newpayOrderNo,
      orderAmt: fields.orderAmt,
      currency: fields.currency,
      payMethod: fields.payMethod,
      subject: fields.subject,
      extra: fields.extra,
      transInfo: fields.transInfo,
      settlementStatus: fields.settlementStatus,
      occurredAt: frozenDate(fields.occurredAt),
      source: fields.source,
      merchant: fields.merchant,
      api: fields.api ?? 'v1',
      verified: fields.verified ?? true,
      raw: Object.isFrozen(fields.raw) ? fields.raw : Object.freeze({ ...fields.raw }),
    };
    Object.assign(this, copy);
  }
}

/** The fields of an event, which its constructor assigns. */
export interface NewPayEvent extends NewPayEventFields {
  /**
   * The amount of the payment as decimal text, as NewPay prints it: `123.00` and `123` are equal. An
   * event about a refund has the amount of the refund here: look at `name` before you add up amounts.
   */
  readonly orderAmt: string;
  /** The version of NewPay's API that the order was made with. */
  readonly api: NewPayApi;
  /**
   * Whether NewPay's signature of the message was verified. `false` only with the option
   * `v2.unverified: 'ask'`: then only TLS proves that the answer came from NewPay.
   */
  readonly verified: boolean;
}

/**
 * A `Date` that nobody can change: `Object.freeze` does not keep `setTime()` from working. JSON and
 * `structuredClone` make an ordinary date of it.
 */
class FrozenDate extends Date {
  constructor(date: Date) {
    super(date);
    Object.freeze(this);
  }
}

// Libraries copy a date by its constructor before they add days to the copy, such as date-fns.
Object.defineProperty(FrozenDate.prototype, 'constructor', { value: Date });

for (const name of Object.getOwnPropertyNames(Date.prototype)) {
  if (name.startsWith('set')) {
    Object.defineProperty(FrozenDate.prototype, name, {
      value: () => {
        throw new TypeError('The dates of an event cannot be changed: make a new Date of them.');
      },
    });
  }
}

/** A date of the same time that cannot be changed. */
export function frozenDate(date: Date): Date {
  return date instanceof FrozenDate ? date : new FrozenDate(date);
}
