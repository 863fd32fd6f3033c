import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { APP_ID, MERCHANT_ID, merchantKeys, pemOf, platformKeys } from '../fixtures/messages.js';
import { Rounds } from '../measure/rounds.js';
import type { Section } from '../section.interface.js';

const execute = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../start/app.js', import.meta.url));
const MIB = 2 ** 20;

export const start: Section = {
  title: 'Start',
  method:
    'A new process boots an Express app with `ConfigModule` and `EventEmitterModule` until it listens, ' +
    'with `NewPayModule` and without. Packages that only the module loads, such as `class-validator` and ' +
    '`axios`, count for the module.',

  async run({ rounds }) {
    const measured = await Rounds.run(rounds, {
      bare: () => boot({}),
      ours: () =>
        boot({
          NEWPAY_APP_ID: APP_ID,
          NEWPAY_MERCHANT_ID: MERCHANT_ID,
          NEWPAY_PRIVATE_KEY: pemOf(merchantKeys.privateKey),
          NEWPAY_PLATFORM_PUBLIC_KEY: pemOf(platformKeys.publicKey),
          NEWPAY_PUBLIC_URL: 'https://shop.example',
        }),
    });
    const size = await unpackedSize();
    const more = (measure: string) =>
      measured.combine(
        [
          ['ours', measure],
          ['bare', measure],
        ],
        ([ours, bare]) => ours - bare,
      );
    return {
      figures: [
        { what: 'boot without the module', unit: 'ms', ...measured.of('bare', 'ms') },
        { what: 'boot time added by the module', unit: 'ms', ...more('ms') },
        { what: 'memory without the module', unit: 'MiB', ...measured.of('bare', 'mib') },
        { what: 'memory added by the module', unit: 'MiB', ...more('mib') },
        { what: 'the package, unpacked', unit: 'KiB', median: size, low: size, high: size },
      ],
      comparisons: [],
    };
  },
};

async function boot(variables: Record<string, string>): Promise<{ ms: number; mib: number }> {
  const env = { PATH: process.env['PATH'], ...variables };
  const { stdout } = await execute(process.execPath, [SCRIPT], { env });
  const { ms, rss } = JSON.parse(stdout) as { ms: number; rss: number };
  return { ms, mib: rss / MIB };
}

async function unpackedSize(): Promise<number> {
  const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [report] = JSON.parse(stdout) as [{ unpackedSize: number }];
  return report.unpackedSize / 1024;
}
