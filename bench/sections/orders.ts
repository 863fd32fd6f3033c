import { startClients } from '../gateway/clients.js';
import { timeOfAsync } from '../measure/repeat.js';
import { Rounds } from '../measure/rounds.js';
import type { Comparison, Figure, Section } from '../section.interface.js';

export const orders: Section = {
  title: '`createOrder`',
  method:
    'Calls of a gateway in another process, whose answers are signed in advance, 1 and 100 at a time, ' +
    'after a warm-up. nestjs-newpay validates the order, signs it, and verifies the answer. The undici ' +
    'client signs and posts with `undici`, and checks nothing; the axios client signs and posts with ' +
    '`axios`; the checking axios client also validates with `class-validator` and ' +
    'verifies the answer. `alipay-sdk` runs its `exec`, which does not verify the answer by default.',

  async run({ rounds, roundMs: ms }) {
    const { ours, alipay, limit, axiosLimit, checkingLimit, stop } = await startClients();
    for (const create of [ours, alipay, limit, axiosLimit, checkingLimit]) {
      await timeOfAsync(create, { ms: ms * 4, concurrency: 100 });
    }
    const figures: Figure[] = [];
    const comparisons: Comparison[] = [];
    for (const concurrency of [1, 100]) {
      const measured = await Rounds.run(rounds, {
        ours: () => timeOfAsync(ours, { ms, concurrency }),
        alipay: () => timeOfAsync(alipay, { ms, concurrency }),
        limit: () => timeOfAsync(limit, { ms, concurrency }),
        axiosLimit: () => timeOfAsync(axiosLimit, { ms, concurrency }),
        checkingLimit: () => timeOfAsync(checkingLimit, { ms, concurrency }),
      });
      const names = {
        ours: 'nestjs-newpay',
        alipay: 'alipay-sdk',
        limit: 'undici client',
        axiosLimit: 'axios client',
        checkingLimit: 'checking axios client',
      };
      for (const [name, what] of Object.entries(names)) {
        const of = `createOrder, ${concurrency} at a time: ${what}`;
        figures.push(
          { what: of, unit: 'orders per second', ...measured.of(name, 'perSecond') },
          { what: `${of}, CPU per order`, unit: 'µs', ...measured.of(name, 'cpuMicros') },
        );
      }
      comparisons.push(
        {
          what: `createOrder, ${concurrency} at a time: orders per second, nestjs-newpay / alipay-sdk`,
          atLeast: 1.5,
          ...measured.ratio('ours', 'alipay', 'perSecond'),
        },
        {
          what: `createOrder, ${concurrency} at a time: CPU per order, nestjs-newpay / undici client`,
          atMost: concurrency === 1 ? 1.45 : 1.3,
          chart: `createOrder, ${concurrency} at a time`,
          ...measured.ratio('ours', 'limit', 'cpuMicros'),
        },
        {
          what: `createOrder, ${concurrency} at a time: CPU per order, axios client / undici client`,
          ...measured.ratio('axiosLimit', 'limit', 'cpuMicros'),
        },
        {
          what: `createOrder, ${concurrency} at a time: CPU per order, checking axios client / undici client`,
          ...measured.ratio('checkingLimit', 'limit', 'cpuMicros'),
        },
        {
          what: `createOrder, ${concurrency} at a time: CPU per order, nestjs-newpay / checking axios client`,
          ...measured.ratio('ours', 'checkingLimit', 'cpuMicros'),
        },
      );
    }
    await stop();
    return { figures, comparisons };
  },
};
