import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { createCallbackController } from './callback/callback.controller.js';
import { NEWPAY_GIVEN_OPTIONS } from './registration/newpay.tokens.js';
import { checkExtras } from './options/check-module-extras.js';
import { newPayExports, newPayImports, newPayProviders } from './newpay.providers.js';
import { callbackRouteOptions } from './options/callback-route-options.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import type {
  NewPayModuleExtras,
  NewPayModuleOptions,
} from './options/newpay-options.interface.js';

const EXTRAS: NewPayModuleExtras = { name: undefined, isGlobal: false, callback: {} };

export const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<NewPayModuleOptions>({
  optionsInjectionToken: NEWPAY_GIVEN_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createNewPayOptions')
  .setExtras(EXTRAS, defineModule)
  .build();

function defineModule(definition: DynamicModule, extras: NewPayModuleExtras): DynamicModule {
  checkExtras(extras);
  const { name, isGlobal = false } = extras;
  const { callbackPath, maxBytes, decorators } = callbackRouteOptions(extras);
  const registration: NewPayRegistration = { name, callbackPath, maxBytes };
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), ...newPayImports()],
    controllers:
      callbackPath === undefined ? [] : [createCallbackController(callbackPath, name, decorators)],
    providers: [...(definition.providers ?? []), ...newPayProviders(registration)],
    exports: newPayExports(registration),
  };
}
