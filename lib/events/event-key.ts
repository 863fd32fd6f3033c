import type { NewPayAnyEvent } from './event-names.js';
import type { NewPayApi } from './newpay-event.js';

/**
 * The fields that identify an event. Every event of this package has them, and so has its copy made by
 * JSON, `structuredClone`, a spread or a queue.
 *
 * @publicApi
 */
export interface NewPayEventReference {
  /** The full name of the event, such as `newpay.paid`. */
  readonly name: NewPayAnyEvent['name'];
  /** The merchant's order number. */
  readonly orderNo: string;
  /** NewPay's order number. Required, except for an event about a refund and `newpay.unresolved`. */
  readonly newpayOrderNo?: string | undefined;
  /** The merchant's refund number. Required for an event about a refund. */
  readonly refundOrderNo?: string | undefined;
  /** NewPay's refund number. Required for an event about a refund. */
  readonly newpayRefundOrderNo?: string | undefined;
  /** When the watch of a `newpay.unresolved` began. Required for that event; JSON makes a text of it. */
  readonly watchedSince?: Date | string | undefined;
  /**
   * The version of NewPay's API.
   * @default 'v1'
   */
  readonly api?: NewPayApi | undefined;
  /** The name of the merchant registration. JSON leaves it out for the unnamed one. */
  readonly merchant?: string | null | undefined;
  /** The verified fields of NewPay's message as text; `appId` is required. */
  readonly raw: Readonly<Record<string, string>>;
}

type Family = 'payment' | 'refund' | 'duplicate' | 'unresolved';

// A state only moves forward: a failed payment may still be paid, a paid one never fails. A mismatched
// payment may match later, when the app has corrected its order. A second payment of an order has its
// own key, and so has each watch of an order.
const EVENTS: ReadonlyMap<string, { readonly family: Family; readonly rank: number }> = new Map(
  Object.entries({
    'newpay.failed': { family: 'payment', rank: 1 },
    'newpay.mismatched': { family: 'payment', rank: 2 },
    'newpay.paid': { family: 'payment', rank: 3 },
    'newpay.refund-failed': { family: 'refund', rank: 1 },
    'newpay.refunded': { family: 'refund', rank: 3 },
    'newpay.duplicate': { family: 'duplicate', rank: 1 },
    'newpay.unresolved': { family: 'unresolved', rank: 1 },
  } satisfies Record<NewPayAnyEvent['name'], { family: Family; rank: number }>),
);

/** The highest rank of each family. */
const LAST_RANKS = new Map<Family, number>();
for (const { family, rank } of EVENTS.values()) {
  LAST_RANKS.set(family, Math.max(rank, LAST_RANKS.get(family) ?? rank));
}

/**
 * The precedence of an event among the states of its key: a higher rank replaces a lower one.
 *
 * @throws {TypeError} `event` is not an event of this package, nor a copy of one
 */
export function rankOf(event: NewPayEventReference): number {
  return kindOf(event).rank;
}

/**
 * Whether no event of the same key has a higher rank.
 *
 * @throws {TypeError} `event` is not an event of this package, nor a copy of one
 */
export function isLastState(event: NewPayEventReference): boolean {
  const { family, rank } = kindOf(event);
  return rank === LAST_RANKS.get(family);
}

/**
 * The names of the events of the same key with a higher rank.
 *
 * @throws {TypeError} `event` is not an event of this package, nor a copy of one
 */
export function outrankingNames(event: NewPayEventReference): NewPayAnyEvent['name'][] {
  const { family, rank } = kindOf(event);
  return [...EVENTS]
    .filter(([, other]) => other.family === family && other.rank > rank)
    .map(([name]) => name as NewPayAnyEvent['name']);
}

/**
 * The idempotency key of an event, under which a store remembers it. A callback contains no merchant
 * id (protocol 10.23); the name of the registration separates two merchants that share a store and use
 * the same order numbers.
 *
 * @throws {TypeError} `event` is not an event of this package, nor a copy of one
 */
export function eventKeyOf(event: NewPayEventReference): string {
  const key = keyWithinApi(event);
  return prefixOf(event) + key;
}

/** Keeps the versions of the API apart: the same number is another order in each. */
function prefixOf({ api = 'v1' }: NewPayEventReference): string {
  // Without a prefix for v1: its keys are those of 0.1, which stores remember.
  const prefixes: Readonly<Record<NewPayApi, string>> = { v1: '', v2: 'v2:' };
  return Object.hasOwn(prefixes, api) ? prefixes[api] : refuse('"api" is no version');
}

function keyWithinApi(event: NewPayEventReference): string {
  const { family } = kindOf(event);
  const scope = `${event.merchant ?? ''}:${textOf(event.raw, 'appId', 'raw.appId')}`;
  if (family === 'refund') {
    return `refund:${scope}:${textOf(event, 'refundOrderNo')}`;
  }
  const order = textOf(event, 'orderNo');
  if (family === 'unresolved') {
    return `unresolved:${scope}:${timeOf(event)}:${order}:${event.refundOrderNo ?? ''}`;
  }
  return family === 'payment'
    ? `payment:${scope}:${order}`
    : `duplicate:${scope}:${encodeURIComponent(textOf(event, 'newpayOrderNo'))}:${order}`;
}

/**
 * NewPay's number of the payment or the refund: it distinguishes a repeated delivery from a second
 * payment. `newpay.unresolved` has none.
 *
 * @throws {TypeError} `event` is not an event of this package, nor a copy of one
 */
export function referenceOf(event: NewPayEventReference): string {
  const { family } = kindOf(event);
  if (family === 'unresolved') {
    // What is watched may not be known to NewPay.
    return '';
  }
  return family === 'refund'
    ? textOf(event, 'newpayRefundOrderNo')
    : textOf(event, 'newpayOrderNo');
}

/** The amount of the payment or of the refund that an event reports; `''` for `newpay.unresolved`. */
export function amountOf(event: NewPayAnyEvent): string {
  if (event.name === 'newpay.unresolved') {
    return '';
  }
  return 'refundAmt' in event ? event.refundAmt : event.orderAmt;
}

function kindOf(event: NewPayEventReference): { family: Family; rank: number } {
  // By its data, never by its class: a copy from a queue has no class.
  const kind = EVENTS.get((event as NewPayEventReference | null | undefined)?.name ?? '');
  return kind ?? refuse('"name" is not the name of one');
}

/** In milliseconds: the same for the event and for its copy by JSON. */
function timeOf({ watchedSince }: NewPayEventReference): number {
  const time = new Date(watchedSince ?? Number.NaN).getTime();
  return Number.isNaN(time) ? refuse('"watchedSince" is missing') : time;
}

function textOf(from: object | null | undefined, field: string, shown = field): string {
  const text: unknown = from?.[field as keyof typeof from];
  return typeof text === 'string' && text !== '' ? text : refuse(`"${shown}" is missing`);
}

function refuse(problem: string): never {
  throw new TypeError(
    `This is not an event of nestjs-newpay: ${problem}. Pass the event as the listener received it, ` +
      'or a copy of it with all of its fields.',
  );
}
