import type { DynamicModule, INestApplication, NestApplicationOptions, Type } from '@nestjs/common';
import type { NewPayModuleOptions } from '../../../../lib/index.js';
import type { NewPaySandbox } from '../../../../lib/sandbox/index.js';
import type { HostShop } from './open-host-shop.js';
import type { Platform } from '../../../support/host-app.js';

/** A host app: a way in which users run such a shop. */
export interface ShopHost {
  readonly title: string;
  /** @default both */
  readonly platforms?: readonly Platform[];
  /** Its options for `NestFactory.create`. */
  readonly settings?: NestApplicationOptions;
  /** Runs between `create` and `listen`. */
  readonly configure?: (app: INestApplication) => void;
  /** Environment variables that are added to the credentials, or replace them. */
  readonly variables?: (sandbox: NewPaySandbox) => Record<string, string>;
  /** Replaces the sample's `EventEmitterModule.forRoot()`. */
  readonly events?: DynamicModule;
  /** Whether the emitter's module is imported into the module that injects from it. */
  readonly importsEvents?: boolean;
  /** Options of NewPayModule that differ from the sample's. */
  readonly options?: () => Partial<NewPayModuleOptions>;
  readonly imports?: readonly Type[];
  readonly providers?: readonly Type[];
  /**
   * The path of the callback route.
   * @default '/newpay/callback'
   */
  readonly path?: string;
  /**
   * The effects of the listeners in the database.
   * @default ['mark-paid']
   */
  readonly effects?: readonly string[];
  /**
   * The log lines above the level `log` at boot.
   * @default nothing
   */
  readonly warnings?: readonly string[];
  /**
   * The log lines above the level `log` for listeners that failed.
   * @default nothing
   */
  readonly complaints?: (orderNo: string) => string[];
  /**
   * The log lines above the level `log` for each acknowledged delivery.
   * @default nothing
   */
  readonly remarks?: (orderNo: string) => string[];
  /** Before the payment: fails unless the host is what its title says. */
  readonly control?: (shop: HostShop) => Promise<void>;
  /** After the payment: checks what is special about this host. */
  readonly afterwards?: (shop: HostShop, orderNo: string) => Promise<void> | void;
}
