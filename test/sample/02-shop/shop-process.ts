import { fileURLToPath } from 'node:url';
import { AppProcess } from '../../support/app-process.js';

/**
 * Runs the shop as `npm start` does. Resolves when it listens.
 *
 * @param imports modules that are loaded before the shop
 */
export function startShopProcess(
  variables: Record<string, string>,
  imports: readonly URL[] = [],
): Promise<AppProcess> {
  return AppProcess.start('sample/02-shop/src/main.ts', {
    imports,
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    variables,
    listening: 'The shop is open',
  });
}
