import type {
  INestApplication,
  ModuleMetadata,
  NestApplicationOptions,
  Provider,
} from '@nestjs/common';
import type { ExpressAdapter } from '@nestjs/platform-express';
import type { NewPayModuleExtras, NewPayModuleOptions } from 'nestjs-newpay';
import type { AppUnderTest, Platform } from './app-under-test.js';
import type { Runner } from './runner.js';

/** A host app, which affects all of its routes, including the callback route. */
export interface HostShape {
  readonly title: string;
  /**
   * The path of the callback route in this host.
   * @default '/newpay/callback'
   */
  readonly path?: string;
  readonly callback?: NewPayModuleExtras['callback'];
  readonly imports?: (options: NewPayModuleOptions) => NonNullable<ModuleMetadata['imports']>;
  readonly providers?: readonly Provider[];
  /**
   * Whether a new listener is constructed for each event.
   * @default false
   */
  readonly isRequestScoped?: boolean;
  /** @default both */
  readonly platforms?: readonly Platform[];
  /** The options of `NestFactory.create`. */
  readonly settings?: NestApplicationOptions;
  /** The Express app that the host creates before Nest. */
  readonly adapter?: () => ExpressAdapter;
  /** The calls of the host between `create` and `listen`. */
  readonly configure?: (app: INestApplication) => void;
  /**
   * Fails unless the host affects its own routes as the title says; otherwise the test would prove
   * nothing.
   */
  readonly control: (app: AppUnderTest) => Promise<void>;
  /** Additional checks of this host; run last. */
  readonly describeMore?: (runner: Runner, app: () => AppUnderTest) => void;
}
