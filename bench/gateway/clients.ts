import { fork } from 'node:child_process';
import { Agent } from 'node:http';
import { once } from 'node:events';
import { sign, verify } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NestFactory } from '@nestjs/core';
import { AlipaySdk } from 'alipay-sdk';
import axios from 'axios';
import { CreateOrderDto, Currency, NewPayModule, NewPayService, PayMethod } from 'nestjs-newpay';
import { validateSync } from 'class-validator';
import { Pool } from 'undici';
import {
  answerBody,
  APP_ID,
  MERCHANT_ID,
  merchantKeys,
  orderFields,
  pemOf,
  platformKeys,
  textToSign,
} from '../fixtures/messages.js';

/** How many orders the gateway knows; they are created again and again. */
const ORDERS = 512;

/** A gateway in a process of its own. */
export interface Gateway {
  readonly url: string;
  readonly orderNoOf: (turn: number) => string;
  readonly stop: () => void;
}

/** What creates an order, the turn telling which. */
export type CreateOrder = (turn: number) => Promise<unknown>;

/** A gateway in a process of its own, and those who create orders at it. */
export interface Clients {
  readonly ours: CreateOrder;
  readonly alipay: CreateOrder;
  /** An RSA signature and a POST over connections that are kept. */
  readonly limit: CreateOrder;
  /** The same signature, and the POST by `axios`. */
  readonly axiosLimit: CreateOrder;
  /** The same, the order checked by `class-validator` and the answer's signature verified. */
  readonly checkingLimit: CreateOrder;
  /** The POST alone. */
  readonly post: CreateOrder;
  readonly stop: () => Promise<void>;
}

/** @param latency how long the gateway takes for an answer, in milliseconds */
export async function startGateway(latency: number): Promise<Gateway> {
  const script = fileURLToPath(new URL('server.js', import.meta.url));
  const gateway = fork(script, [String(latency)]);
  const numbers = Array.from({ length: ORDERS }, (_, index) => `G${1000 + index}`);
  gateway.send(numbers.map((orderNo) => [orderNo, answerBody(orderNo)]));
  const [url] = (await once(gateway, 'message')) as [string];
  return {
    url,
    orderNoOf: (turn) => numbers[turn % ORDERS] as string,
    stop: () => void gateway.kill(),
  };
}

/** An app whose orders go to a gateway. */
export async function startShop(url: string): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    { module: class Orders {}, imports: [EventEmitterModule.forRoot(), newPayAt(url)] },
    { logger: false },
  );
}

/** @param latency how long the gateway takes for an answer, in milliseconds */
export async function startClients(latency = 0): Promise<Clients> {
  const gateway = await startGateway(latency);
  const { url, orderNoOf } = gateway;
  const app = await startShop(url);
  const newPay = app.get(NewPayService);
  const alipay = new AlipaySdk({
    appId: APP_ID,
    privateKey: merchantKeys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    alipayPublicKey: pemOf(platformKeys.publicKey),
    gateway: `${url}/gateway.do`,
  });
  const pool = new Pool(url, { connections: 256 });
  // The delay that axios sets for each request: another one costs two system calls at each.
  const httpAgent = new Agent({ keepAlive: true, keepAliveMsecs: 60_000 });
  const axiosClient = axios.create({
    httpAgent,
    maxRedirects: 0,
    transformRequest: [],
    transformResponse: [],
  });
  const postByAxios = async (body: string): Promise<Buffer> => {
    const { data } = await axiosClient.post<Buffer>(url, Buffer.from(body), {
      headers: { 'content-type': 'application/json' },
      responseType: 'arraybuffer',
    });
    return data;
  };
  const post = async (body: string): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ path: '/', method: 'POST', headers, body });
    await answer.body.text();
  };

  return {
    ours: (turn) => newPay.createOrder(orderOf(orderNoOf(turn))),
    alipay: (turn) =>
      alipay.exec('alipay.trade.create', { bizContent: orderFields(orderNoOf(turn)) }),
    limit: async (turn) => post(await signedOrder(orderNoOf(turn))),
    axiosLimit: async (turn) => postByAxios(await signedOrder(orderNoOf(turn))),
    checkingLimit: async (turn) => {
      const orderNo = orderNoOf(turn);
      checkOrder(orderOf(orderNo));
      verifyAnswer(await postByAxios(await signedOrder(orderNo)));
    },
    post: (turn) => post(JSON.stringify(orderFields(orderNoOf(turn)))),
    stop: async () => {
      await Promise.all([app.close(), pool.close()]);
      gateway.stop();
    },
  };
}

/** An order as an app gives it to `createOrder`. */
export function orderOf(orderNo: string): CreateOrderDto {
  return {
    payMethod: PayMethod.NewPay,
    currency: Currency.LAK,
    orderAmt: '50000',
    orderNo,
    callBackUrl: 'https://shop.example/newpay/callback',
    successPageUrl: 'https://shop.example/orders/success',
    failurePageUrl: 'https://shop.example/orders/failure',
    cancelPageUrl: 'https://shop.example/orders/cancel',
    subject: 'Bolaven coffee, 500 g',
    extra: 'table 7',
  };
}

function checkOrder(order: CreateOrderDto): void {
  const dto = Object.assign(new CreateOrderDto(), order);
  if (validateSync(dto, { whitelist: true, forbidNonWhitelisted: true }).length > 0) {
    throw new Error('The order is not valid.');
  }
}

const signOffLoop = promisify(sign);

/** A signed order, made as short as it can be. */
async function signedOrder(orderNo: string): Promise<string> {
  const fields = orderFields(orderNo);
  const text = Buffer.from(textToSign(fields));
  const signature = await signOffLoop('sha256', text, merchantKeys.privateKey);
  return JSON.stringify({ ...fields, sign: signature.toString('base64') });
}

/** Verifies an answer, made as short as it can be. */
function verifyAnswer(body: Buffer): void {
  const { data } = JSON.parse(body.toString()) as { data: Record<string, string> };
  const { sign: signature = '', ...fields } = data;
  const text = Buffer.from(textToSign(fields));
  if (!verify('sha256', text, platformKeys.publicKey, Buffer.from(signature, 'base64'))) {
    throw new Error('The answer is not signed.');
  }
}

function newPayAt(baseUrl: string) {
  return NewPayModule.forRoot({
    appId: APP_ID,
    merchantId: MERCHANT_ID,
    privateKey: pemOf(merchantKeys.privateKey),
    platformPublicKey: pemOf(platformKeys.publicKey),
    baseUrl,
    callback: false,
  });
}
