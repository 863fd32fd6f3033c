import type { SchematicTree } from './schematic-host.interface.js';

/** What the schematics read of the app's package.json. */
export interface Manifest {
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly jest?: Readonly<Record<string, unknown>>;
}

export const MANIFEST = '/package.json';

export function readManifest(tree: SchematicTree): Manifest {
  return JSON.parse(tree.readText(MANIFEST)) as Manifest;
}

export function dependsOn({ dependencies, devDependencies }: Manifest, name: string): boolean {
  return name in { ...dependencies, ...devDependencies };
}
