import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  NewPayChannel,
  NewPayModule,
  NewPayService,
  NewPayV2Service,
  PayMethod,
  type NewPayModuleOptions,
} from 'nestjs-newpay';
import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { API_MESSAGES, signedCallback, type ApiMessages } from '../support/api-messages.js';
import { freePort } from '../support/free-port.js';
import { pemOf, platformKeys } from '../support/keys.js';
import type { JsonFields } from '../support/signed-callback.js';
import type { Answer } from './answers.js';
import { HostController } from './host.controller.js';
import type { HostShape } from './host-shape.js';
import { Ledger, Listener, RequestScopedListener } from './ledger.js';

export type Platform = 'express' | 'fastify';
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

let orders = 0;

/** An order number that no app has used. */
export function newOrderNo(): string {
  orders += 1;
  return `GRID-${orders}`;
}

/** One host app, running on one platform. */
export class AppUnderTest {
  private constructor(
    readonly app: INestApplication,
    readonly url: string,
    readonly path: string,
    readonly sandbox: NewPaySandbox,
  ) {}

  static async start(
    shape: HostShape,
    platform: Platform,
    sandbox: NewPaySandbox,
  ): Promise<AppUnderTest> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { credentials } = sandbox;
    const module = hostModule(shape, {
      ...credentials,
      // As while keys change over: the sandbox's callbacks are believed, and those made by hand.
      platformPublicKey: [credentials.platformPublicKey, pemOf(platformKeys.publicKey)],
      publicUrl: url,
      pages: { success: `${url}/thanks`, failure: `${url}/sorry`, cancel: `${url}/basket` },
    });
    const adapter =
      platform === 'fastify' ? new FastifyAdapter() : (shape.adapter?.() ?? new ExpressAdapter());
    const app = await NestFactory.create(module, adapter, {
      logger: false,
      abortOnError: false,
      ...shape.settings,
    });
    shape.configure?.(app);
    await app.listen(port, '127.0.0.1');
    return new AppUnderTest(app, url, shape.path ?? '/newpay/callback', sandbox);
  }

  get callBackUrl(): string {
    return this.url + this.path;
  }

  get ledger(): Ledger {
    return this.app.get(Ledger);
  }

  /** An order that leaves its `callBackUrl` to the package. */
  async createOrder(orderNo: string, api: ApiMessages['api'] = 'v1'): Promise<unknown> {
    const order = { currency: 'LAK', orderAmt: '50000', orderNo, subject: 'Coffee' } as const;
    return api === 'v1'
      ? this.app
          .get(NewPayService, { strict: false })
          .createOrder({ ...order, payMethod: PayMethod.NewPay })
      : this.app
          .get(NewPayV2Service, { strict: false })
          .createOrder({ ...order, channel: NewPayChannel.NewPayOnline });
  }

  /** The fields of a callback for this host's merchant. */
  paymentFields(changes: JsonFields, messages: ApiMessages): JsonFields {
    return messages.payment({ appId: this.sandbox.credentials.appId, ...changes });
  }

  /** A genuine callback. */
  signedBody(orderNo: string, messages: ApiMessages = API_MESSAGES.v1): string {
    return signedCallback(messages, this.paymentFields({ orderNo }, messages));
  }

  async deliver(
    body: string,
    { path = this.path, headers }: { path?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await this.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: answer.status, type: answer.headers.get('content-type'), text: answer.text };
  }

  /** To the end of the answer: one that is left unread keeps its connection, and the app, open. */
  async fetch(
    path: string,
    init?: RequestInit,
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const response = await fetch(this.url + path, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async get(path: string, init?: RequestInit): Promise<[status: number, text: string]> {
    const { status, text } = await this.fetch(path, init);
    return [status, text];
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

function hostModule(shape: HostShape, options: NewPayModuleOptions): new () => object {
  @Module({
    imports: [
      EventEmitterModule.forRoot(),
      NewPayModule.forRoot({ ...options, callback: shape.callback }),
      ...(shape.imports?.(options) ?? []),
    ],
    controllers: [HostController],
    providers: [
      Ledger,
      shape.isRequestScoped ? RequestScopedListener : Listener,
      ...(shape.providers ?? []),
    ],
  })
  class HostModule {}
  return HostModule;
}
