/**
 * How many files and functions of the package one callback and one order run through: what a reader
 * who follows them has to visit. Counted by V8's precise coverage in a warm app with a memory store,
 * one listener, `expectOrder` and no hooks, in a copy of the package that has a file for each source.
 *
 * node tools/files-in-use.mjs [express|fastify] [--list]
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const COPY = path.resolve(import.meta.dirname, '../node_modules/.cache/files-in-use');
execFileSync(process.execPath, [path.join(import.meta.dirname, 'compile.mjs'), COPY]);
const DIST = pathToFileURL(`${COPY}/dist/`);
const { NewPayModule, NewPayService, OnNewPay, PayMethod } = await import(
  new URL('index.js', DIST).href
);
const isFastify = process.argv.includes('fastify');
const isListed = process.argv.includes('--list');

const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pemOf = (key, type) => key.export({ type, format: 'pem' });

/** Written independently of the package, so that nothing of it is counted for NewPay's side. */
function signed(fields) {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  return {
    ...fields,
    sign: sign('sha256', Buffer.from(text), platform.privateKey).toString('base64'),
  };
}

const gateway = createServer((request, response) => {
  request
    .toArray()
    .then((chunks) => response.end(answerTo(JSON.parse(Buffer.concat(chunks).toString()))))
    .catch((error) => response.destroy(error));
});
gateway.listen(0, '127.0.0.1');
await once(gateway, 'listening');

function answerTo(body) {
  const { appId, orderNo, orderAmt } = body;
  const payUrl = 'https://pay.newpay.example/1';
  const answer = {
    appId,
    orderNo,
    orderAmt,
    payUrl,
    newpayOrderNo: '1',
    tranNo: '2',
    tranAbbr: 'ABC',
  };
  return JSON.stringify({ success: true, code: '0', message: 'OK', data: signed(answer) });
}

class Listener {
  onPaid() {}
}
Injectable()(Listener);
OnNewPay('paid')(
  Listener.prototype,
  'onPaid',
  Object.getOwnPropertyDescriptor(Listener.prototype, 'onPaid'),
);

// Without the syntax of decorators, which Node does not have.
// oxlint-disable-next-line typescript/no-extraneous-class
class AppModule {}
Module({
  imports: [
    EventEmitterModule.forRoot(),
    NewPayModule.forRoot({
      appId: 'app',
      merchantId: 'merchant',
      privateKey: pemOf(merchant.privateKey, 'pkcs8'),
      platformPublicKey: pemOf(platform.publicKey, 'spki'),
      baseUrl: `http://127.0.0.1:${gateway.address().port}`,
      publicUrl: 'https://shop.example',
      pages: {
        success: 'https://shop.example/success',
        failure: 'https://shop.example/failure',
        cancel: 'https://shop.example/cancel',
      },
      expectOrder: () => ({ orderAmt: '50000', currency: 'LAK' }),
    }),
  ],
  providers: [Listener],
})(AppModule);

const app = await NestFactory.create(
  AppModule,
  isFastify ? new FastifyAdapter() : new ExpressAdapter(),
  { rawBody: true, logger: ['error'] },
);
await app.listen(0, '127.0.0.1');
const url = `${await app.getUrl()}/newpay/callback`;
const newPay = app.get(NewPayService, { strict: false });
let orders = 0;

const JOURNEYS = {
  async callback() {
    const body = signed({
      appId: 'app',
      payMethod: 1,
      orderAmt: '50000.00',
      currency: 'LAK',
      newpayOrderNo: String(++orders),
      orderNo: `A${orders}`,
      subject: 'Coffee',
      transStatus: 0,
      transInfo: 'Transaction Success',
      settlementStatus: 1,
      timestamp: Date.now(),
      extra: 'table 7',
    });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 200) {
      throw new Error(`The callback was answered ${response.status}.`);
    }
  },
  order: () =>
    newPay.createOrder({
      orderNo: `A${++orders}`,
      payMethod: PayMethod.NewPay,
      currency: 'LAK',
      orderAmt: '50000',
      subject: 'Coffee',
    }),
};

for (const journey of Object.values(JOURNEYS)) {
  await journey();
  await journey();
}

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
for (const [name, journey] of Object.entries(JOURNEYS)) {
  await session.post('Profiler.takePreciseCoverage');
  await journey();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  report(name, result);
}
session.disconnect();
await app.close();
gateway.closeAllConnections();
gateway.close();

function report(name, scripts) {
  const files = scripts
    .filter((script) => script.url.startsWith(DIST.href))
    .map((script) => ({
      file: path.relative(fileURLToPath(DIST), fileURLToPath(script.url)),
      // The function without a name at the file's first character is the file itself.
      functions: script.functions.filter(
        ({ functionName, ranges: [{ count, startOffset }] }) =>
          count > 0 && !(functionName === '' && startOffset === 0),
      ),
    }))
    .filter(({ functions }) => functions.length > 0);
  const functions = files.flatMap((file) => file.functions);
  const platformName = isFastify ? 'Fastify' : 'Express';
  console.log(
    `one ${name} on ${platformName}: ${files.length} files, ${functions.length} functions`,
  );
  for (const { file, functions: own } of isListed ? files : []) {
    console.log(
      `  ${file}: ${own.map(({ functionName }) => functionName || '(anonymous)').join(', ')}`,
    );
  }
}
