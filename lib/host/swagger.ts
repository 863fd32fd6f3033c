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
 * depending on `@nestjs/swagger`.
 */
export type OpenApiProperties<T> = { readonly [K in keyof Required<T>]: OpenApiProperty };
