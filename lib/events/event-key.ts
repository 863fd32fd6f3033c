import type { NewPayAnyEvent } from './event-names.js';

/**
 * What identifies an event: enough of it to survive JSON, a clone, a spread or a queue, and a second
 * copy of this package. Every event of this package is one.
 *
 * @publicApi
 */
export interface NewPayEventReference {
  readonly name: NewPayAnyEvent['name'];
  readonly orderNo: string;
  readonly newpayOrderNo?: string;
  readonly refundOrderNo?: string;
  readonly newpayRefundOrderNo?: string;
  /** The name of the registration; JSON leaves out the `undefined` of the unnamed one. */
  readonly merchant?: string | null;
  /** The verified fields, of which `appId` is needed. */
  readonly raw: Readonly<Record<string, string>>;
}

type Family = 'payment' | 'refund' | 'duplicate';

// States only go forward: a failed payment may still be paid, a paid one never fails. Money that did
// not match may be found to match later, when the host has corrected its order. A second payment of an
// order has a key of its own.
const EVENTS: ReadonlyMap<string, { readonly family: Family; readonly rank: number }> = new Map(
  Object.entries({
    'newpay.failed': { family: 'payment', rank: 1 },
    'newpay.mismatched': { family: 'payment', rank: 2 },
    'newpay.paid': { family: 'payment', rank: 3 },
    'newpay.refund-failed': { family: 'refund', rank: 1 },
    'newpay.refunded': { family: 'refund', rank: 3 },
    'newpay.duplicate': { family: 'duplicate', rank: 1 },
  } satisfies Record<NewPayAnyEvent['name'], { family: Family; rank: number }>),
);

/**
 * The place of an event among the states of its key: a higher one outranks a lower one.
 *
 * @throws {TypeError} it is no event of this package, nor a copy of one
 */
export function rankOf(event: NewPayEventReference): number {
  return kindOf(event).rank;
}

/**
 * The names of the events that outrank one.
 *
 * @throws {TypeError} it is no event of this package, nor a copy of one
 */
export function outrankingNames(event: NewPayEventReference): NewPayAnyEvent['name'][] {
  const { family, rank } = kindOf(event);
  return [...EVENTS]
    .filter(([, other]) => other.family === family && other.rank > rank)
    .map(([name]) => name as NewPayAnyEvent['name']);
}

/**
 * What an event is about, as a store knows it: the idempotency key. A callback names no merchant
 * (protocol 10.23), so that the registration's name keeps apart the equal numbers of two merchants
 * that share a store.
 *
 * @throws {TypeError} it is no event of this package, nor a copy of one
 */
export function eventKeyOf(event: NewPayEventReference): string {
  const { family } = kindOf(event);
  const scope = `${event.merchant ?? ''}:${textOf(event.raw, 'appId', 'raw.appId')}`;
  if (family === 'refund') {
    return `refund:${scope}:${textOf(event, 'refundOrderNo')}`;
  }
  const order = textOf(event, 'orderNo');
  return family === 'payment'
    ? `payment:${scope}:${order}`
    : `duplicate:${scope}:${encodeURIComponent(textOf(event, 'newpayOrderNo'))}:${order}`;
}

/**
 * NewPay's own number of what an event is about: it tells a repeat from a second payment.
 *
 * @throws {TypeError} it is no event of this package, nor a copy of one
 */
export function referenceOf(event: NewPayEventReference): string {
  return kindOf(event).family === 'refund'
    ? textOf(event, 'newpayRefundOrderNo')
    : textOf(event, 'newpayOrderNo');
}

function kindOf(event: NewPayEventReference): { family: Family; rank: number } {
  // By its data, never by its class: what went through a queue has none.
  const kind = EVENTS.get((event as NewPayEventReference | null | undefined)?.name ?? '');
  return kind ?? refuse('"name" is not the name of one');
}

function textOf(from: object | null | undefined, field: string, shown = field): string {
  const text: unknown = from?.[field as keyof typeof from];
  return typeof text === 'string' && text !== '' ? text : refuse(`"${shown}" is missing`);
}

function refuse(problem: string): never {
  throw new TypeError(
    `This is not an event of nestjs-newpay: ${problem}. Pass the event as the listener received it, ` +
      'or what JSON or a queue made of it, with all of its fields.',
  );
}
