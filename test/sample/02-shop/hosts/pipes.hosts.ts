import { expect } from '@jest/globals';
import type { ShopHost } from './shop-host.js';

function trimInPlace(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.trim();
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      (value as Record<string, unknown>)[key] = trimInPlace(item);
    }
  }
  return value;
}

/** Also converts numeric strings to numbers. */
function trimmedCopy(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^ *\d+ *$/.test(value) ? Number(value) : value.trim();
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, trimmedCopy(item)]))
    : value;
}

function trimming(how: string, transform: (value: unknown) => unknown): ShopHost {
  return {
    title: `with a global pipe that trims every text ${how}`,
    configure: (app) => app.useGlobalPipes({ transform }),
    control: async (shop) => {
      expect((await shop.buy(' coffee ')).status).toBe(303);
    },
  };
}

/** Hosts with global pipes that transform every argument. */
export const pipes: readonly ShopHost[] = [
  trimming('in place', trimInPlace),
  trimming('by copy', trimmedCopy),
];
