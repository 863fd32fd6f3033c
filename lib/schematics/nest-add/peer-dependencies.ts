import { readFileSync } from 'node:fs';
import { dependsOn, type Manifest } from '../workspace/manifest.js';
import type { NestMajor } from '../workspace/nest-version.js';

interface OwnManifest {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** What this package needs beside it and the app does not have, in versions made for its Nest. */
export function missingPeers(
  manifest: Manifest,
  nest: NestMajor,
): Readonly<Record<string, string>> {
  const { peerDependencies, peerDependenciesMeta } = ownManifest();
  return Object.fromEntries(
    Object.entries(peerDependencies)
      .filter(([name]) => !peerDependenciesMeta[name]?.optional && !dependsOn(manifest, name))
      .map(([name, range]) => [name, rangeFor(name, range, nest)]),
  );
}

/** `^4` or `^12` of `^4 || ^12`: packages of Nest name the version for Nest 11 first. */
function rangeFor(name: string, range: string, nest: NestMajor): string {
  const [first = range, ...later] = range.split(' || ');
  return name.startsWith('@nestjs/') && nest === 11 ? first : (later.at(-1) ?? first);
}

/** From `lib` and from `dist` it is equally far. */
function ownManifest(): OwnManifest {
  const file = new URL('../../../package.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as OwnManifest;
}
