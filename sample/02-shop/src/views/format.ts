import type { Money } from '../catalog/money.js';

export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: 'stripIfInteger',
  });
  // As text, so that it is never rounded to a float.
  return format.format(amount as `${number}`);
}

const TIME = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'Asia/Vientiane',
});

export function formatTime(time: Date): string {
  return TIME.format(time);
}
