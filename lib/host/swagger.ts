import type { Type } from '@nestjs/common';

/** One property of a DTO in the host's OpenAPI document, as `@nestjs/swagger` takes it. */
export interface OpenApiProperty {
  readonly required: boolean;
  readonly type?: () => unknown;
  readonly enum?: object;
  readonly enumName?: string;
  readonly description?: string;
  readonly example?: string | number;
  readonly default?: string;
}

/**
 * The properties of a DTO by name. `@nestjs/swagger` asks a class for them through its static method
 * `_OPENAPI_METADATA_FACTORY`, the one that its compiler plugin writes: this package offers it without
 * depending on `@nestjs/swagger`. Checked on `@nestjs/swagger` 11 and 12.
 */
export type OpenApiProperties<T> = { readonly [K in keyof Required<T>]: OpenApiProperty };

/**
 * What `@ApiExcludeController()` of `@nestjs/swagger` does, without needing it: the route is NewPay's,
 * no client of the host's API calls it. Checked on `@nestjs/swagger` 11 and 12.
 */
export function hideFromOpenApi(controller: Type<object>): void {
  Reflect.defineMetadata('swagger/apiExcludeController', [true], controller);
}
