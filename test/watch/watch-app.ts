import { afterEach, beforeEach } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  NewPayService,
  OnNewPay,
  type NewPayModuleExtras,
  type NewPayModuleOptions,
  type NewPayUnresolvedEvent,
} from '../../lib/index.js';
import {
  envelope,
  FakeGateway,
  orderAnswer,
  paymentData,
  refundData,
  refundQueryData,
  sendJson,
  signedAnswer,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp, type Platform } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ManualQueue } from '../support/manual-queue.js';
import type { JsonFields } from '../support/signed-callback.js';
import { until } from '../support/until.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** NewPay's answer to an order or refund that it does not know, as the sandbox gives it. */
export const UNKNOWN: JsonFields = {
  success: false,
  code: 'ORDER_NOT_FOUND',
  message: 'it does not exist',
};

/** What the gateway answers to the last part of a path: fields of a signed answer, an envelope, or nothing. */
export type Answer = (request: JsonFields) => JsonFields | 'silence';

@Injectable()
export class UnresolvedListener {
  readonly events: NewPayUnresolvedEvent[] = [];

  @OnNewPay('unresolved')
  onUnresolved(event: NewPayUnresolvedEvent): void {
    this.events.push(event);
  }
}

/** An app with a queue whose time the test moves, and a gateway whose answers it chooses. */
export class WatchApp {
  readonly queue = new ManualQueue();
  readonly gateway = new FakeGateway();
  host!: HostApp;
  /** By default NewPay accepts everything, and has no result. */
  answers: Record<string, Answer> = {};

  async start(
    options: Partial<NewPayModuleOptions> & NewPayModuleExtras = {},
    {
      platform = 'express',
      providers = [PaymentListener, UnresolvedListener],
    }: { platform?: Platform; providers?: (new () => object)[] } = {},
  ): Promise<void> {
    const { queue, gateway } = this;
    await this.host?.app.close();
    this.host = await startHostApp({
      platform,
      providers,
      now: () => queue.now,
      options: { baseUrl: gateway.url, queue, queryRate: 1_000, replayWindow: false, ...options },
    });
    if (options.worker !== false) {
      await until(() => queue.isWorking);
    }
  }

  get newPay(): NewPayService {
    return this.host.app.get(NewPayService);
  }

  /** The names of the events that were published, in their order. */
  get published(): string[] {
    return this.host.app.get(PaymentListener).names;
  }

  get unresolved(): NewPayUnresolvedEvent[] {
    return this.host.app.get(UnresolvedListener).events;
  }

  /** The last parts of the paths that were called. */
  get calls(): string[] {
    return this.gateway.requests.map(({ path }) => path.split('/').at(-1) ?? '');
  }

  callsOf(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  listen(): void {
    this.gateway.reply = ({ path, fields }, response) => {
      const name = path.split('/').at(-1) ?? '';
      const answer = { ...DEFAULTS, ...this.answers }[name]?.(fields) ?? UNKNOWN;
      if (answer === 'silence') {
        response.destroy();
      } else {
        sendJson(response, 'success' in answer ? answer : signedAnswer(answer));
      }
    };
  }
}

const DEFAULTS: Record<string, Answer> = {
  createOrder: (request) => orderAnswer(request),
  createOrderPrePayment: (request) => orderAnswer(request),
  refund: (request) => refundData(request, { tranStatus: 0 }),
  queryOrder: (request) => paymentData(request, { transStatus: 2 }),
  queryRefund: (request) => refundQueryData(request, { tranStatus: 2 }),
};

export { envelope, paymentData, refundQueryData };

/** Starts the gateway before each test, and stops it and the app after it. The test starts the app. */
export function useWatchApp(): () => WatchApp {
  let app: WatchApp;
  beforeEach(async () => {
    app = new WatchApp();
    await app.gateway.start();
    app.listen();
  });
  afterEach(async () => {
    await app.host?.app.close();
    await app.gateway.stop();
  });
  return () => app;
}
