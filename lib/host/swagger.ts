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

/** A webhook in the host's OpenAPI document, as `@nestjs/swagger` takes it. */
export interface OpenApiWebhook {
  /** Its name in `webhooks`; unique in the document. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** JSON Schemas, one of which the body fits. */
  readonly bodies: readonly object[];
  /** By status, or for `default`. */
  readonly answers: Readonly<
    Record<string, { readonly description: string; readonly schema: object }>
  >;
}

/**
 * What `@ApiWebhook()` of `@nestjs/swagger` does, with the operation, the body and the answers, without
 * needing it. Documents of OpenAPI 3.1 and later describe the webhook under `webhooks`.
 *
 * A document of OpenAPI 3.0 has no webhooks, and would show the route under `paths`, as if clients of the
 * host's API called it. What is under `swagger/apiExtension` replaces the path that the documents list
 * the route by: a symbol is no key of a JSON object, so no document lists it.
 *
 * Checked on `@nestjs/swagger` 11.4 and 12.0.
 */
export function describeWebhook(
  handler: (...given: never[]) => unknown,
  { name, summary, description, bodies, answers }: OpenApiWebhook,
): void {
  const metadata = {
    'swagger/apiWebhook': name,
    'swagger/apiOperation': { summary, description },
    'swagger/apiParameters': [
      { in: 'body', type: String, required: true, schema: { oneOf: bodies } },
    ],
    'swagger/apiResponse': answers,
    'swagger/apiExtension': { operationId: name, path: Symbol(name) },
  };
  for (const [key, value] of Object.entries(metadata)) {
    Reflect.defineMetadata(key, value, handler);
  }
}
