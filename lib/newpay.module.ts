import { Inject, Module, type DynamicModule, type NestModule } from '@nestjs/common';
import { CallbackRoute } from './callback/callback-route.js';
import { NewPayConfigurationError } from './errors/index.js';
import { checkAsyncOptions } from './options/check-async-options.js';
import { plainOptions } from './options/copy-given-options.js';
import { ConfigurableModuleClass } from './newpay.module-definition.js';
import type {
  NewPayModuleAsyncOptions,
  NewPayModuleExtras,
  NewPayModuleOptions,
} from './options/newpay-options.interface.js';

/**
 * Takes payments through NewPay. `forRoot` and `forRootAsync` register a merchant: they provide `NewPayService`,
 * `NewPayV2Service` and, unless `callback` is `false`, the callback route. The app must import
 * `EventEmitterModule.forRoot()`.
 *
 * @publicApi
 */
@Module({ providers: [{ provide: CallbackRoute, useFactory: refuseBareImport }] })
export class NewPayModule extends ConfigurableModuleClass implements NestModule {
  /**
   * Registers a merchant whose options are known when the module is declared.
   *
   * @throws {NewPayConfigurationError} while the app boots: an option is missing or wrong
   */
  static override forRoot(options: NewPayModuleOptions & NewPayModuleExtras): DynamicModule {
    return super.forRoot(plainOptions(options));
  }

  /**
   * Registers a merchant whose options a factory or a class creates while the app boots.
   *
   * @example
   * NewPayModule.forRootAsync(newPayConfig.asProvider())
   *
   * @throws {NewPayConfigurationError} while the app boots: an option is missing or wrong
   */
  static override forRootAsync(options: NewPayModuleAsyncOptions): DynamicModule {
    checkAsyncOptions(options);
    return super.forRootAsync(options);
  }

  /** @internal Nest constructs it; its parameters may change in any version. */
  constructor(/** @internal */ @Inject(CallbackRoute) private readonly route?: CallbackRoute) {
    super();
  }

  /**
   * Called by Nest before the routes are made, and with nothing injected when the options depend on a
   * request: that is refused a moment later.
   */
  configure(): void {
    this.route?.prepare();
  }
}

/** A registration has a `CallbackRoute` of its own in the place of this one. */
function refuseBareImport(): never {
  throw new NewPayConfigurationError(
    '*',
    'are missing: a module imports the class NewPayModule itself; import what forRoot() or forRootAsync() returns, or set "isGlobal" there and leave the class out',
  );
}
