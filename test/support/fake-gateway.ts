import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { plainStringToSign, signText, type JsonFields } from './signed-callback.js';

export interface ReceivedRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly fields: JsonFields;
  /** The same number for every request of one connection. */
  readonly connection: number;
}

export type Reply = (request: ReceivedRequest, response: ServerResponse) => void;

/** A real HTTP server in NewPay's place that answers whatever a test wants, wrong things first of all. */
export class FakeGateway {
  readonly requests: ReceivedRequest[] = [];
  /** By default an order is created, whatever is asked for. */
  reply: Reply = createOrder;
  #url = '';
  #server: Server | undefined;

  /** Its address, also after it was stopped. */
  get url(): string {
    if (!this.#url) {
      throw new Error('The gateway has not started.');
    }
    return this.#url;
  }

  /** Listens on a free port, having forgotten the requests and the reply of the time before. */
  async start(): Promise<void> {
    this.requests.length = 0;
    this.reply = createOrder;
    const sockets: Socket[] = [];
    this.#server = createServer(
      (request, response) => void this.#receive(request, response, sockets),
    )
      .on('connection', (socket) => sockets.push(socket))
      .listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections are open. */
  async connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server?.getConnections((error, count) => (error ? reject(error) : resolve(count)));
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }

  async #receive(
    request: IncomingMessage,
    response: ServerResponse,
    sockets: readonly Socket[],
  ): Promise<void> {
    const body = await text(request);
    const received: ReceivedRequest = {
      path: request.url ?? '',
      method: request.method ?? '',
      headers: request.headers,
      body,
      fields: JSON.parse(body) as JsonFields,
      connection: sockets.indexOf(request.socket),
    };
    this.requests.push(received);
    this.reply(received, response);
  }
}

/** A gateway that its test stops. */
export async function startFakeGateway(): Promise<FakeGateway> {
  const gateway = new FakeGateway();
  await gateway.start();
  return gateway;
}

function createOrder({ fields }: ReceivedRequest, response: ServerResponse): void {
  sendJson(response, orderAnswer(fields));
}

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(json);
}

/** A signed success for the order that was asked for. */
export function orderAnswer(request: JsonFields, changes: JsonFields = {}): JsonFields {
  const data: JsonFields = {
    appId: request['appId'],
    tranAbbr: null,
    tranNo: '00012023062300000009',
    orderAmt: request['orderAmt'],
    payUrl: 'https://pay.newpay.example/cashier?o=1',
    orderNo: request['orderNo'],
    newpayOrderNo: '202306231000000282',
    ...changes,
  };
  return envelope({ ...data, sign: signText(plainStringToSign(data)) });
}

export function envelope(data: unknown): JsonFields {
  return { success: true, message: 'success', code: '200', timestamp: 1687494500726, data };
}

/** A signed success with these fields as its `data`. */
export function signedAnswer(data: JsonFields): JsonFields {
  return envelope({ ...data, sign: signText(plainStringToSign(data)) });
}

/** The `data` of a payment query's answer. */
export function paymentData(request: JsonFields, changes: JsonFields = {}): JsonFields {
  return {
    appId: request['appId'],
    tranAbbr: 'PAY',
    tranNo: '00012023062300000009',
    transStatus: 1,
    transInfo: 'Transaction Success',
    payMethod: 1,
    extra: '',
    orderNo: request['orderNo'],
    newpayOrderNo: '202306231000000282',
    currency: 'LAK',
    orderAmt: '50000.00',
    subject: 'Coffee',
    settlementStatus: 2,
    ...changes,
  };
}

/** The `data` of the answer to a refund query, which has the numbers that a refund's answer lacks. */
export function refundQueryData(request: JsonFields, changes: JsonFields = {}): JsonFields {
  return {
    tranAbbr: 'REFUND',
    tranNo: '00012023062300000010',
    newpayOrderNo: '202209210000006950',
    ...refundData(request, changes),
  };
}

/** The `data` of the answer to a refund. */
export function refundData(request: JsonFields, changes: JsonFields = {}): JsonFields {
  return {
    appId: request['appId'],
    tranStatus: 1,
    tranInfo: 'Refunded',
    refundOrderAmt: request['refundOrderAmt'] ?? '123.00',
    payMethod: 1,
    currency: 'LAK',
    orderNo: request['orderNo'] ?? 'A1001',
    refundOrderNo: request['refundOrderNo'],
    newpayRefundOrderNo: '202306231000000999',
    ...changes,
  };
}

/** Answers by the last part of the path, as a test's map says. */
export function replyByPath(replies: Record<string, (request: JsonFields) => JsonFields>): Reply {
  return (request, response) => {
    const reply = replies[request.path.split('/').at(-1) ?? ''];
    sendJson(response, reply ? signedAnswer(reply(request.fields)) : '', reply ? 200 : 404);
  };
}
