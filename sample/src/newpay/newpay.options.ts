import type { ConfigType } from '@nestjs/config';
import {
  newPayConfig,
  type NewPayModuleAsyncOptions,
  type NewPayModuleOptions,
} from 'nestjs-newpay';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { SandboxModule } from './sandbox.module.js';

/**
 * The merchant of the environment (`NEWPAY_…`), or the sandbox's while there is none.
 *
 * An app without a sandbox needs no file for this: `NewPayModule.forRootAsync(newPayConfig.asProvider())`.
 */
export const newPayOptions = {
  imports: [SandboxModule],
  inject: [newPayConfig.KEY, shopConfig.KEY, NewPaySandbox],
  useFactory: (
    merchant: ConfigType<typeof newPayConfig>,
    { publicUrl }: ShopConfig,
    sandbox?: NewPaySandbox,
  ): NewPayModuleOptions => ({ ...(sandbox?.credentials ?? merchant), publicUrl }),
} satisfies NewPayModuleAsyncOptions;
