import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { APP_ID, MERCHANT_ID, merchantKeys, pemOf, platformKeys } from '../fixtures/messages.js';
import { Rounds, type Measures } from '../measure/rounds.js';
import { REDIS_URL } from '../measure/servers.js';
import type { Section } from '../section.interface.js';

const execute = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../start/app.js', import.meta.url));
const MIB = 2 ** 20;

export const start: Section = {
  title: 'Start',
  method:
    'A new process boots an Express app with `ConfigModule` and `EventEmitterModule` until it listens, ' +
    'with `NewPayModule` and without. The parts of `class-validator` that the module loads count for the module; an app ' +
    'with a `ValidationPipe` loads all of it in any case. CPU counts all threads. Loading alone: the app imports the ' +
    'package and does not register the module. With a queue: the same with a ' +
    '`BullMqQueue`, and its connections and `bullmq` count for the module.',

  async run({ rounds }) {
    const variables = {
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY: pemOf(merchantKeys.privateKey),
      NEWPAY_PLATFORM_PUBLIC_KEY: pemOf(platformKeys.publicKey),
      NEWPAY_PUBLIC_URL: 'https://shop.example',
    };
    const prefix = `bench_${randomUUID()}`;
    const measured = await Rounds.run(rounds, {
      bare: () => boot({}),
      loaded: () => boot({ BENCH_ONLY_LOADED: 'true' }),
      ours: () => boot(variables),
      queue: () => boot({ ...variables, BENCH_QUEUE: prefix, REDIS_URL }),
    });
    const size = await unpackedSize();
    const more = (measure: string, name = 'ours') =>
      measured.combine(
        [
          [name, measure],
          ['bare', measure],
        ],
        ([ours, bare]) => ours - bare,
      );
    return {
      figures: [
        { what: 'boot of an app without the module', unit: 'ms', ...measured.of('bare', 'ms') },
        { what: 'boot: added by the module', unit: 'ms', ...more('ms') },
        { what: 'boot: added by the module with a queue', unit: 'ms', ...more('ms', 'queue') },
        {
          what: 'CPU of that boot without the module',
          unit: 'ms',
          ...measured.of('bare', 'cpuMs'),
        },
        { what: 'CPU: added by the module', unit: 'ms', ...more('cpuMs') },
        {
          what: 'CPU: added by loading the files of the package alone',
          unit: 'ms',
          ...more('cpuMs', 'loaded'),
        },
        { what: 'CPU: added by the module with a queue', unit: 'ms', ...more('cpuMs', 'queue') },
        { what: 'memory without the module', unit: 'MiB', ...measured.of('bare', 'mib') },
        { what: 'memory: added by the module', unit: 'MiB', ...more('mib') },
        { what: 'memory: added by the module with a queue', unit: 'MiB', ...more('mib', 'queue') },
        { what: 'the package, unpacked', unit: 'KiB', median: size, low: size, high: size },
      ],
      comparisons: [],
    };
  },
};

async function boot(variables: Record<string, string>): Promise<Measures> {
  const env = { PATH: process.env['PATH'], ...variables };
  const { stdout } = await execute(process.execPath, [SCRIPT], { env });
  const { ms, cpuMs, rss } = JSON.parse(stdout) as { ms: number; cpuMs: number; rss: number };
  return { ms, cpuMs, mib: rss / MIB };
}

async function unpackedSize(): Promise<number> {
  const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [report] = JSON.parse(stdout) as [{ unpackedSize: number }];
  return report.unpackedSize / 1024;
}
