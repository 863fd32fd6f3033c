import { NestFactory } from '@nestjs/core';
import { MemoryCallbackStore, type NewPayCallbackStore } from 'nestjs-newpay';
import { openEngine } from './engines.js';
import type { WorkerOptions } from './protocol.js';
import { shopModule } from './shop.js';

// Runs all jobs of an engine in a process of its own, and tells how many it was a second.
const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const engine = await openEngine(options.engine, options.place);
let begin: number | undefined;
let before = 0;
let cpuBefore = process.cpuUsage();
let done = 0;

function onJobs(count: number): void {
  done += count;
  if (begin === undefined && done >= options.warmUp) {
    begin = performance.now();
    cpuBefore = process.cpuUsage();
    before = done;
  } else if (begin !== undefined && done >= options.jobs) {
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const counted = done - before;
    process.send?.({
      perSecond: counted / seconds,
      cpuMicros: (user + system) / counted,
    });
  }
}

async function runShop(store?: NewPayCallbackStore): Promise<void> {
  const settings = { worker: true, onJob: () => onJobs(1), ...(store && { store }) };
  const shop = shopModule(options, engine, settings);
  await NestFactory.createApplicationContext(shop, { logger: false });
}

process.on('disconnect', () => process.exit());
switch (options.way) {
  case 'ours':
    await runShop();
    break;
  case 'memory':
    await runShop(new MemoryCallbackStore());
    break;
  case 'adapter': {
    const queue = engine.queue();
    await queue.open();
    await queue.work(`:${options.appId}`, async () => {
      onJobs(1);
      return { outcome: 'done' };
    });
    break;
  }
  case 'bare':
    await engine.work(onJobs);
    break;
  case 'loop':
  default:
    await engine.loop(onJobs);
}
