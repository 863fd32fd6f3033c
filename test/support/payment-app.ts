import { afterEach, beforeEach } from '@jest/globals';
import { NewPayService } from '../../lib/index.js';
import { FakeGateway } from './fake-gateway.js';
import { startHostApp, type HostApp, type HostAppOptions } from './host-app.js';
import { PaymentListener } from './listeners.js';
import type { RecordingLogger } from './recording-logger.js';

/** An app and the gateway that it calls. The functions are of the app of the running test. */
export interface PaymentApp {
  readonly gateway: FakeGateway;
  readonly host: () => HostApp;
  readonly logger: () => RecordingLogger;
  readonly newPay: () => NewPayService;
  /** The listener to every event, unless the app was given other providers. */
  readonly listener: () => PaymentListener;
  /** Delivers a callback. */
  readonly post: HostApp['postCallback'];
  /** Starts the app of the running test again, with these changes. */
  readonly restart: (changes: HostAppOptions) => Promise<void>;
}

/** Starts an app and its gateway before each test, and stops them after it. */
export function usePaymentApp(settings: HostAppOptions = {}): PaymentApp {
  const gateway = new FakeGateway();
  let running: HostApp | undefined;

  async function start(changes: HostAppOptions = {}): Promise<void> {
    running = await startHostApp({
      providers: [PaymentListener],
      ...settings,
      ...changes,
      options: { baseUrl: gateway.url, ...settings.options, ...changes.options },
    });
  }

  async function close(): Promise<void> {
    await running?.app.close();
    running = undefined;
  }

  function host(): HostApp {
    if (!running) {
      throw new Error('The app runs during a test only.');
    }
    return running;
  }

  beforeEach(async () => {
    await gateway.start();
    await start();
  });

  afterEach(async () => {
    await close();
    await gateway.stop();
  });

  return {
    gateway,
    host,
    logger: () => host().logger,
    newPay: () => host().app.get(NewPayService, { strict: false }),
    listener: () => host().app.get(PaymentListener),
    post: (body, headers) => host().postCallback(body, headers),
    restart: async (changes) => {
      await close();
      await start(changes);
    },
  };
}
