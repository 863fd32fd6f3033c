import type { DynamicModule, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import type { NewPayModuleOptions } from '../../../../lib/index.js';
import type { NewPaySandbox } from '../../../../lib/sandbox/index.js';
import type { HostShop } from './open-host-shop.js';
import type { Platform } from '../../../support/host-app.js';

/** A way in which people run such a shop. */
export interface ShopHost {
  readonly title: string;
  /** @default both */
  readonly platforms?: readonly Platform[];
  /** What it gives to `create`. */
  readonly settings?: NestApplicationOptions;
  /** What it does between `create` and `listen`. */
  readonly configure?: (app: INestApplication) => void;
  /** Environment variables beside, or instead of, those of the merchant. */
  readonly variables?: (sandbox: NewPaySandbox) => Record<string, string>;
  /** The emitter's module instead of the sample's `EventEmitterModule.forRoot()`. */
  readonly events?: DynamicModule;
  /** Whether the emitter's module is imported where the sample injects from it. */
  readonly importsEvents?: boolean;
  /** Options of the package that differ from the sample's. */
  readonly options?: () => Partial<NewPayModuleOptions>;
  readonly imports?: readonly Type[];
  readonly providers?: readonly Type[];
  /**
   * Where the callback route lies then.
   * @default '/newpay/callback'
   */
  readonly path?: string;
  /**
   * What the listeners of the order do in the database.
   * @default ['mark-paid']
   */
  readonly effects?: readonly string[];
  /**
   * The answers to the deliveries before the one that is acknowledged.
   * @default []
   */
  readonly refusals?: readonly number[];
  /**
   * What the log holds above the level `log` when the shop is open.
   * @default nothing
   */
  readonly warnings?: readonly string[];
  /**
   * What the log holds above the level `log` of the deliveries that were refused.
   * @default nothing
   */
  readonly complaints?: (orderNo: string) => string[];
  /**
   * What the log holds above the level `log` of each delivery that was acknowledged.
   * @default nothing
   */
  readonly remarks?: (orderNo: string) => string[];
  /** Fails unless the host is what its title says. Before the payment. */
  readonly control?: (shop: HostShop) => Promise<void>;
  /** What this host has to show after the payment. */
  readonly afterwards?: (shop: HostShop, orderNo: string) => Promise<void> | void;
}
