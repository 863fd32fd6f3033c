import type { Type } from '@nestjs/common';

/**
 * The path that `RouterModule` gave to a module of an app; `''` when it gave none. Nest keeps it in
 * metadata of the module's class under a key that it does not export. Checked on Nest 11 and 12.
 */
export function modulePathOf(module: Type<unknown> | Function, applicationId: string): string {
  const path: unknown = Reflect.getMetadata(`__module_path__${applicationId}`, module);
  return typeof path === 'string' ? path : '';
}
