import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NewPayModule, NewPayService } from '../../lib/index.js';
import { validOptions } from '../support/host-app.js';
import { ORDER } from '../support/requests.js';

const CALLS = 1_000;
const ROUNDS = 5;

/** Takes each request, and answers none. */
const handlers: object[] = [];
const dispatcher = { dispatch: (_request: object, handler: object) => handlers.push(handler) > 0 };

@Module({
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot(validOptions({ dispatcher, timeout: 600_000 })),
  ],
})
class AppModule {}

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function heapUsed(): number {
  Reflect.apply(Object(collectGarbage) as () => void, undefined, []);
  return process.memoryUsage().heapUsed;
}

const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
await app.listen(0, '127.0.0.1');
const newPay = app.get(NewPayService);

async function begin(count: number): Promise<void> {
  const before = handlers.length;
  for (let turn = 0; turn < count; turn++) {
    // None is answered: a failure ends the process, and with it the test.
    void newPay.createOrder({ ...ORDER, orderNo: `A${turn}` });
  }
  while (handlers.length < before + count) {
    await new Promise(setImmediate);
  }
}

await begin(200);
const kept: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const before = heapUsed();
  await begin(CALLS);
  kept.push(Math.round((heapUsed() - before) / CALLS));
}
// The median: code that is loaded or compiled meanwhile is in one round only.
const [, , median = Infinity] = kept.sort((a, b) => a - b);
process.stdout.write(`kept ${median} bytes\n`);
