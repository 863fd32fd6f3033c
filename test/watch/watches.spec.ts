import { Logger } from '@nestjs/common';
import { expect, it } from '@jest/globals';
import { MemoryCallbackStore } from '../../lib/index.js';
import { StrictCallbackStore } from '../../lib/store/strict-callback-store.js';
import { Watches, type WatchJobs } from '../../lib/watch/watches.js';
import { isWithoutEffect } from '../../lib/watch/without-effect.js';
import { ManualQueue } from '../support/manual-queue.js';

it.each([
  ['accepted, and then refused as repeated', ['hadEffect', 'hadNoEffect']],
  ['refused, and then accepted', ['hadNoEffect', 'hadEffect']],
] as const)(
  'An order that is %s, after a thousand others in between, keeps its watch.',
  async (_, [first, second]) => {
    const queue = new ManualQueue();
    const store = new StrictCallbackStore(new MemoryCallbackStore());
    const scope = ':6';
    const jobs: WatchJobs = {
      scope,
      add: (added) => queue.add(added.map((job) => ({ ...job, scope }))),
    };
    const watches = new Watches(jobs, store, [120_000], () => queue.now, new Logger());
    const send = (orderNo: string) => watches.beforeSending({ api: 'v1', orderNo });
    await (await send('A1'))[first]();
    const again = await send('A1');
    for (let i = 0; i < 1_000; i += 1) {
      await (await send(`B${i}`)).hadEffect();
    }
    await again[second]();
    await (await send('A1')).hadNoEffect();

    const own = queue.jobsOf('watch').filter(({ group }) => group === 'A1');
    const ids = own.map(({ data }) => String(data['watch']));
    const ended = await Promise.all(ids.map((id) => isWithoutEffect(store, id)));
    // The last one, which was refused, has a watch of its own.
    expect(ended).toEqual([false, true]);
  },
);
