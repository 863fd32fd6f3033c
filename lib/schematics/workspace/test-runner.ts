import path from 'node:path';
import { dependsOn, readManifest } from './manifest.js';
import type { SchematicTree } from './schematic-host.interface.js';

export type TestRunner = 'vitest' | 'jest';

/** The runner of the app's tests, or `undefined` if it is another one. */
export function testRunnerOf(tree: SchematicTree): TestRunner | undefined {
  const manifest = readManifest(tree);
  return (['vitest', 'jest'] as const).find((name) => dependsOn(manifest, name));
}

/** `test` beside the source root, where the Nest CLI puts e2e tests. */
export function testFolderOf(sourceRoot: string): string {
  return path.posix.join('/', path.posix.dirname(sourceRoot), 'test');
}
