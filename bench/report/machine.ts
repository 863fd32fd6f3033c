import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';

const PACKAGES = [
  '@nestjs/core',
  'axios',
  'alipay-sdk',
  'wechatpay-node-v3',
  'undici',
  'autocannon',
] as const;

/** What the figures were measured on and with. */
export interface Machine {
  readonly date: string;
  readonly node: string;
  readonly openssl: string;
  readonly cores: number;
  readonly processor: string;
  readonly memory: string;
  readonly packages: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    openssl: process.versions.openssl,
    cores: cores.length,
    processor: cores[0]?.model.trim() || 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name: string): string {
  // Not every package exports its manifest.
  const [folder = ''] = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (let path = folder; path.includes('node_modules');) {
    try {
      const { version } = JSON.parse(readFileSync(`${path}/${name}/package.json`, 'utf8')) as {
        version: string;
      };
      return version;
    } catch {
      path = path.replace(/\/[^/]+\/node_modules$/, '/node_modules');
      if (path === '/node_modules') {
        break;
      }
    }
  }
  return 'unknown';
}
