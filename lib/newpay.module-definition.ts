import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import { createCallbackController } from './callback/callback.controller.js';
import { NEWPAY_GIVEN_OPTIONS } from './newpay.constants.js';
import { requireNames } from './options/option-checks.js';
import { newPayExports, newPayImports, newPayProviders } from './newpay.providers.js';
import { trimSlashes } from './registration/trim-slashes.js';
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
  const { name, isGlobal = false } = extras;
  const callback = extras.callback ?? {};
  if (callback !== false) {
    requireNames('callback', callback, ['path', 'decorators']);
  }
  const path = name === undefined ? 'newpay/callback' : `newpay/${name}/callback`;
  const callbackPath = callback === false ? undefined : trimSlashes(callback.path ?? path);
  const registration: NewPayRegistration = { name, callbackPath };
  return {
    ...definition,
    global: isGlobal,
    imports: [...(definition.imports ?? []), ...newPayImports()],
    controllers:
      callbackPath === undefined
        ? []
        : [createCallbackController(callbackPath, callback === false ? [] : callback.decorators)],
    providers: [...(definition.providers ?? []), ...newPayProviders(registration)],
    exports: newPayExports(registration),
  };
}
