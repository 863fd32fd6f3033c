import { Module, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NewPayModule } from '../../../../lib/index.js';
import { ApiModule } from '../../../../sample/02-shop/src/api/api.module.js';
import { AppModule } from '../../../../sample/02-shop/src/app.module.js';
import { ClerkModule } from '../../../../sample/02-shop/src/clerk/clerk.module.js';
import { newPayOptions } from '../../../../sample/02-shop/src/newpay/newpay.options.js';
import { OrdersModule } from '../../../../sample/02-shop/src/orders/orders.module.js';
import { Recorder } from './recorder.js';
import type { ShopHost } from './shop-host.js';

type Imported = NonNullable<ModuleMetadata['imports']>[number];

/** The sample's module, with its parts replaced by those of the host. */
export function hostModule(host: ShopHost): Type {
  const { events, options, imports = [], providers = [] } = host;
  const isSample = !events && !options;

  @Module({
    imports: [
      ...(isSample ? [AppModule] : partsOf('imports').flatMap((part) => replaced(part, host))),
      ...imports,
    ],
    providers: [...(isSample ? [] : partsOf('providers')), Recorder, ...providers],
  })
  class HostModule {}
  return HostModule;
}

function partsOf<Name extends 'imports' | 'providers'>(
  name: Name,
): NonNullable<ModuleMetadata[Name]> {
  return Reflect.getMetadata(name, AppModule) as NonNullable<ModuleMetadata[Name]>;
}

function replaced(part: Imported, { events, options, importsEvents }: ShopHost): Imported[] {
  const module = 'module' in part ? part.module : part;
  if (module === EventEmitterModule && events) {
    return [events];
  }
  if (module === NewPayModule && options) {
    return [newPayModule(options)];
  }
  if (importsEvents && events) {
    // Without those that import the orders' module unchanged.
    return part === ApiModule || part === ClerkModule
      ? []
      : [part === OrdersModule ? withImport(part, events) : part];
  }
  return [part];
}

function withImport(module: Type, imported: DynamicModule): DynamicModule {
  return { module, imports: [imported] };
}

function newPayModule(changes: NonNullable<ShopHost['options']>): DynamicModule {
  return NewPayModule.forRootAsync({
    ...newPayOptions,
    isGlobal: true,
    useFactory: (...injected: Parameters<typeof newPayOptions.useFactory>) => ({
      ...newPayOptions.useFactory(...injected),
      ...changes(),
    }),
  });
}
