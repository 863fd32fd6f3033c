import type { Money } from '../catalog/money.js';
import { TIME_ZONE } from '../config/time-zone.js';

const NUMBER = new Intl.NumberFormat('en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  trailingZeroDisplay: 'stripIfInteger',
});

/** `85,000 LAK`, `38.50 USD`: the currency as NewPay writes it. No line break comes between the two. */
export function formatMoney({ amount, currency }: Money): string {
  // As text, so that it is never rounded to a float.
  return `${NUMBER.format(amount as `${number}`)}\u00a0${currency}`;
}

const FORMAT = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: TIME_ZONE,
  timeZoneName: 'short',
} as const;
const TIME = new Intl.DateTimeFormat('en-GB', FORMAT);
const LOG_TIME = new Intl.DateTimeFormat('en-GB', { ...FORMAT, second: '2-digit' });

/** `27 Nov 2026, 17:50 GMT+7`, without a line break before the time zone. */
export function formatTime(time: Date): string {
  return TIME.format(time).replace(' GMT', '\u00a0GMT');
}

/** `27 Nov 2026, 17:50:03 GMT+7`. */
export function formatLogTime(time: Date): string {
  return LOG_TIME.format(time);
}
