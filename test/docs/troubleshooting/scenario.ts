import { Test } from '@nestjs/testing';
import type { DynamicModule } from '@nestjs/common';
import { startHostApp, type HostApp, type HostAppOptions } from '../../support/host-app.js';
import type { RecordingLogger } from '../../support/recording-logger.js';

/** Situations by name: each brings the package into it and returns the messages that come out. */
export type Scenarios = Readonly<Record<string, () => Promise<readonly string[]>>>;

/** Contexts of loggers of this package that log what is no warning too. */
const OWN = /^(NewPay|Callback|EventDelivery|Telemetry|RegistrationHealth)/;

/** Whatever this package has logged, and whatever is a warning or worse. */
export function messagesOf({ lines }: RecordingLogger): string[] {
  return lines
    .filter(({ level, context }) => level !== 'log' || OWN.test(context))
    .map(({ message }) => message);
}

/** What a host app logs from its start to the end of `use`, beside what it logs at boot anyhow. */
export async function logged(
  options: HostAppOptions,
  use: (host: HostApp) => unknown = () => undefined,
): Promise<string[]> {
  const host = await startHostApp(options);
  try {
    // The boot diagnosis is not awaited by the boot.
    await new Promise((resolve) => setImmediate(resolve));
    await use(host);
    return messagesOf(host.logger);
  } finally {
    await host.app.close();
  }
}

/** With whatever `use` returns, from a host app that is closed then. */
export async function withHost<T>(
  options: HostAppOptions,
  use: (host: HostApp) => Promise<T>,
): Promise<T> {
  const host = await startHostApp(options);
  try {
    return await use(host);
  } finally {
    await host.app.close();
  }
}

/** The messages of what is thrown, and of what caused it. */
export async function thrown(run: () => unknown): Promise<string[]> {
  try {
    await run();
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? [message, cause.message] : [message];
  }
  throw new Error('Nothing was thrown.');
}

/** The message with which an app of these modules does not boot. */
export async function bootError(...imports: DynamicModule[]): Promise<string[]> {
  return thrown(async () => {
    const app = (await Test.createTestingModule({ imports }).compile()).createNestApplication({
      logger: false,
    });
    await app.init();
    await app.close();
  });
}
