import { startClients } from '../gateway/clients.js';
import { timeOfAsync } from '../measure/repeat.js';
import { Rounds } from '../measure/rounds.js';
import type { Comparison, Figure, Section } from '../section.interface.js';

export const orders: Section = {
  title: '`createOrder`',
  method:
    'Against a gateway in a process of its own, whose answers are ready and signed, with 1 and with ' +
    '100 calls at a time, after some thousands of them. The limit signs, posts with `undici` over connections that are kept, and ' +
    'checks nothing. The limit with `axios` posts with that, as this package does, and the one that ' +
    'checks also checks the order by `class-validator` and verifies the answer. `alipay-sdk` does what its `exec` does by default: it does not verify the ' +
    'answer. This package checks the order, signs it, and verifies the answer.',

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
        limit: 'the limit',
        axiosLimit: 'the limit with axios',
        checkingLimit: 'the limit with axios that checks',
      };
      for (const [name, what] of Object.entries(names)) {
        const of = `${concurrency} at a time: ${what}`;
        figures.push(
          { what: of, unit: 'orders a second', ...measured.of(name, 'perSecond') },
          { what: `${of}, CPU of an order`, unit: 'µs', ...measured.of(name, 'cpuMicros') },
        );
      }
      comparisons.push(
        {
          what: `${concurrency} at a time: orders per second, of alipay-sdk’s`,
          atLeast: 1.5,
          ...measured.ratio('ours', 'alipay', 'perSecond'),
        },
        {
          what: `${concurrency} at a time: CPU of an order, of the limit’s`,
          atMost: 1.5,
          ...measured.ratio('ours', 'limit', 'cpuMicros'),
        },
        {
          what: `${concurrency} at a time: CPU of an order by the limit with axios, of the limit’s`,
          ...measured.ratio('axiosLimit', 'limit', 'cpuMicros'),
        },
        {
          what: `${concurrency} at a time: CPU of an order by the limit with axios that checks, of the limit’s`,
          ...measured.ratio('checkingLimit', 'limit', 'cpuMicros'),
        },
        {
          what: `${concurrency} at a time: CPU of an order, of the limit’s with axios that checks`,
          ...measured.ratio('ours', 'checkingLimit', 'cpuMicros'),
        },
      );
    }
    await stop();
    return { figures, comparisons };
  },
};
