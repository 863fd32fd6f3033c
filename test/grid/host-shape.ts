import type {
  INestApplication,
  ModuleMetadata,
  NestApplicationOptions,
  Provider,
} from '@nestjs/common';
import type { ExpressAdapter } from '@nestjs/platform-express';
import type { NewPayModuleExtras, NewPayModuleOptions } from 'nestjs-newpay';
import type { Cell, Platform } from './cell.js';
import type { Runner } from './runner.js';

/** An app that the package is a guest of: what it does to every route, ours included. */
export interface HostShape {
  readonly title: string;
  /**
   * Where the callback route lies then.
   * @default '/newpay/callback'
   */
  readonly path?: string;
  readonly callback?: NewPayModuleExtras['callback'];
  readonly imports?: (options: NewPayModuleOptions) => NonNullable<ModuleMetadata['imports']>;
  readonly providers?: readonly Provider[];
  /**
   * Whether each event has a listener of its own.
   * @default false
   */
  readonly isRequestScoped?: boolean;
  /** @default both */
  readonly platforms?: readonly Platform[];
  /** What the host gives to `create`. */
  readonly settings?: NestApplicationOptions;
  /** The app that the host made before Nest, on Express. */
  readonly adapter?: () => ExpressAdapter;
  /** What the host does between `create` and `listen`. */
  readonly configure?: (app: INestApplication) => void;
  /** Fails unless the host does to its own routes what the title says: a cell must not be void. */
  readonly control: (cell: Cell) => Promise<void>;
  /** What this host has beside the behaviour of all; runs last. */
  readonly describeMore?: (runner: Runner, cell: () => Cell) => void;
}
