import { NestFactory } from '@nestjs/core';
import { openEngine } from './engines.js';
import type { WorkerOptions } from './protocol.js';
import { shopModule } from './shop.js';

// Runs all jobs of an engine in a process of its own, and tells how many it was a second.
const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const engine = await openEngine(options.engine, options.place);
let begin: number | undefined;
let done = 0;

function onJobs(count: number): void {
  done += count;
  if (count > 0) {
    begin ??= performance.now();
  }
  if (begin !== undefined && done >= options.jobs) {
    const seconds = (performance.now() - begin) / 1000;
    process.send?.({ perSecond: options.jobs / seconds });
  }
}

process.on('disconnect', () => process.exit());
switch (options.way) {
  case 'ours': {
    const shop = shopModule(options, engine, { worker: true, onJob: () => onJobs(1) });
    await NestFactory.createApplicationContext(shop, { logger: false });
    break;
  }
  case 'bare':
    await engine.work(onJobs);
    break;
  case 'loop':
  default:
    await engine.loop(onJobs);
}
