import type { SchematicTask, SchematicTree } from './schematic-host.interface.js';

const BY_LOCKFILE = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
} as const;

export type PackageManager = 'npm' | (typeof BY_LOCKFILE)[keyof typeof BY_LOCKFILE];

export function packageManagerOf(tree: SchematicTree): PackageManager {
  const found = Object.entries(BY_LOCKFILE).find(([lockfile]) => tree.exists(`/${lockfile}`));
  return found?.[1] ?? 'npm';
}

/** The devkit's task `NodePackageInstallTask`, as data. */
export function installTask(packageManager: PackageManager): SchematicTask {
  return {
    toConfiguration: () => ({
      name: 'node-package',
      options: { command: 'install', quiet: true, workingDirectory: '.', packageManager },
    }),
  };
}
