import { afterEach, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { AppProcess } from '../support/app-process.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';
import { until } from '../support/until.js';

const APP = fileURLToPath(new URL('booted-app.fixture.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PRINT = new URL('../support/print-loaded-files.mjs', import.meta.url);

/** Every file is compiled while it is loaded. */
const TIME_LIMIT = 120_000;

let app: AppProcess | undefined;

afterEach(() => app?.kill('SIGKILL'));

/** The files that an app has loaded when it listens; paths from the root of the project. */
async function loadedFiles(...args: string[]): Promise<string[]> {
  const started = await AppProcess.start(APP, {
    cwd: ROOT,
    args,
    imports: [PRINT],
    variables: {
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY: pemOf(merchantKeys.privateKey),
      NEWPAY_PLATFORM_PUBLIC_KEY: pemOf(platformKeys.publicKey),
      NEWPAY_PUBLIC_URL: 'https://shop.example',
      NEWPAY_BASE_URL: 'http://127.0.0.1:1',
    },
    listening: 'listening on',
  });
  app = started;
  started.signal('SIGUSR2');
  await until(() => started.output.includes('all printed'));
  const loaded = [...started.output.matchAll(/^loaded (?:file:\/\/)?(.+)$/gm)];
  return loaded.map(([, file = '']) => file.replace(ROOT, ''));
}

function packagesOf(files: readonly string[]): Set<string> {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

describe('An app without a queue that has booted', () => {
  it(
    'has loaded nothing that only calls, queues, the sandbox or the document need',
    async () => {
      const files = await loadedFiles();
      const packages = packagesOf(files);

      expect(files).toContain('lib/newpay.module.ts');
      expect(packages).toContain('@nestjs/core');
      for (const name of [
        'axios',
        'undici',
        'validator',
        'libphonenumber-js',
        'bullmq',
        'pg-boss',
        'ioredis',
        'pg',
        '@nestjs/swagger',
        'uqr',
      ]) {
        expect(packages).not.toContain(name);
      }
      const unneeded =
        /^lib\/(bullmq|pg-boss|redis|postgres|mysql|sandbox|testing|cli|health|jobs\/job-runner|events\/queued|watch\/watch-run)/;
      expect(files.filter((file) => unneeded.test(file))).toEqual([]);
    },
    TIME_LIMIT,
  );

  it(
    'loads axios and undici with its first call',
    async () => {
      const packages = packagesOf(await loadedFiles('call'));

      expect([...packages]).toEqual(expect.arrayContaining(['axios', '@nestjs/axios', 'undici']));
      expect(packages).not.toContain('validator');
    },
    TIME_LIMIT,
  );
});
