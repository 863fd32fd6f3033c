import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { Measures } from './rounds.js';

/** Starts so many a second, evenly, for so long. What came out is dropped at once, as a host would. */
export async function atRate(
  work: (turn: number) => Promise<unknown>,
  rate: number,
  ms: number,
): Promise<Measures> {
  const begin = performance.now();
  const underWay = new Set<Promise<unknown>>();
  let started = 0;
  for (let now = 0; now < ms; now = performance.now() - begin) {
    while (started < (now * rate) / 1000) {
      const one: Promise<unknown> = work(started++).then(() => underWay.delete(one));
      underWay.add(one);
    }
    await setTimeout(1);
  }
  await Promise.all(underWay);
  return { perSecond: (started * 1000) / ms };
}

/** The 99th percentile of the delay of the event loop while something runs. */
export async function withDelay<M extends Measures>(
  work: () => Promise<M>,
): Promise<M & { p99Ms: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const measures = await work();
  delay.disable();
  return { ...measures, p99Ms: delay.percentile(99) / 1e6 };
}
