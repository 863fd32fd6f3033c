import assert from 'node:assert/strict';
import { newOrderNo } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

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

/** Also makes numbers of what looks like one. */
function trimmedCopy(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^\d+$/.test(value) ? Number(value) : value.trim();
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, trimmedCopy(item)]))
    : value;
}

function piping(title: string, transform: (value: unknown) => unknown): HostShape {
  return {
    title: `a host with a pipe that trims ${title}`,
    configure: (app) => app.useGlobalPipes({ transform }),
    control: async (app) => {
      const { text } = await app.deliver('{"text":" a "}', { path: '/echo' });
      assert.equal(text, '{"text":"a"}');
    },
    describeMore: ({ it }, app) => {
      it('hears of a payment as it was signed', async () => {
        const orderNo = `00${newOrderNo().replace('GRID-', '')}`;
        await app().deliver(app().signedBody(orderNo));
        const [event] = app().ledger.eventsOf(orderNo);
        assert.equal(event?.orderNo, orderNo);
        assert.ok(event.occurredAt.getTime() > 0);
      });
    },
  };
}

/** Hosts whose pipes look at everything, not at bodies alone. */
export const pipes: readonly HostShape[] = [
  piping('in place', trimInPlace),
  piping('by copy', trimmedCopy),
];
