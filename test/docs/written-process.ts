import path from 'node:path';
import type { NewPaySandbox } from '../../lib/sandbox/index.js';
import { AppProcess } from '../support/app-process.js';
import { root } from './snippets.js';
import type { WrittenApp } from './written-app.js';

/** An app of a document as a process of its own: what ends a process ends this one alone. */
export function startWrittenApp(
  { folder }: WrittenApp,
  args: readonly [file: string, exported: string],
  { credentials }: NewPaySandbox,
  variables: Record<string, string>,
): Promise<AppProcess> {
  const { appId, merchantId, privateKey, platformPublicKey, baseUrl } = credentials;
  return AppProcess.start(path.join(root, 'test/docs/run-written-app.mjs'), {
    imports: [new URL('../support/pause-in-transaction.mjs', import.meta.url)],
    args: [folder, ...args],
    cwd: folder,
    variables: {
      NEWPAY_APP_ID: appId,
      NEWPAY_MERCHANT_ID: merchantId,
      NEWPAY_PRIVATE_KEY: privateKey,
      NEWPAY_PLATFORM_PUBLIC_KEY: platformPublicKey,
      NEWPAY_BASE_URL: baseUrl,
      ...variables,
    },
    listening: 'listening at ',
  });
}

/** The address at which a written app says that it listens. */
export function urlOf({ output }: AppProcess): string {
  return /^listening at (\S+)$/m.exec(output)?.[1] ?? '';
}
