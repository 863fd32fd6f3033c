import { readFileSync } from 'node:fs';
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
    packages: lockedVersions(),
  };
}

function lockedVersions(): Record<string, string> {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  return Object.fromEntries(
    PACKAGES.map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'unknown']),
  );
}
