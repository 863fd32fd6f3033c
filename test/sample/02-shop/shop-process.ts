import { fileURLToPath } from 'node:url';
import { AppProcess } from '../../support/app-process.js';

/**
 * Runs the shop as `npm start` does.
 *
 * @param imports modules that are loaded before the shop
 * @param until the output at which this resolves
 */
export function startShopProcess(
  variables: Record<string, string>,
  imports: readonly URL[] = [],
  until = 'The shop is open',
): Promise<AppProcess> {
  return AppProcess.start('sample/02-shop/src/main.ts', {
    imports,
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    variables,
    listening: until,
  });
}
