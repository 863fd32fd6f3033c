import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import {
  findCycles,
  findFolderCycles,
  isRelative,
  packageOf,
  reachableFrom,
  readImportGraph,
  resolveImport,
} from './import-graph.js';

interface Manifest {
  main: string;
  types: string;
  typesVersions: Record<string, Record<string, string[]>>;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
  files: string[];
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const graph = readImportGraph(root, 'lib');

const imports = [...graph].flatMap(([file, imported]) => imported.map((one) => ({ file, ...one })));
const packageImports = imports.filter(
  ({ specifier }) => !isRelative(specifier) && !isBuiltin(specifier),
);
const optionalPeers = Object.entries(manifest.peerDependenciesMeta ?? {})
  .filter(([, { optional }]) => optional)
  .map(([name]) => name);

interface LockedPackage {
  dependencies?: Record<string, string>;
  hasInstallScript?: boolean;
}

const { packages: locked } = JSON.parse(
  readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
) as { packages: Record<string, LockedPackage> };

/** The dependencies, and theirs, as the lockfile has them. */
const broughtAlong = closureOf(Object.keys(manifest.dependencies)).map((name) => {
  const hasInstallScript = locked[`node_modules/${name}`]?.hasInstallScript ?? false;
  return { name, hasInstallScript };
});

function closureOf(names: readonly string[]): string[] {
  const needed = new Set(names);
  for (const name of needed) {
    Object.keys(locked[`node_modules/${name}`]?.dependencies ?? {}).forEach((one) =>
      needed.add(one),
    );
  }
  return [...needed];
}

/** `lib/redis/` for `./redis`: the folders that are entry points of their own. */
const subpathFolders = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== '.' && subpath !== './package.json')
  .map((subpath) => `lib/${subpath.slice('./'.length)}/`);

/** The files among the imports that break a rule, written so that a failure says where. */
function offenders(
  list: readonly { file: string; specifier: string }[],
  breaksRule: (specifier: string, file: string) => boolean,
): string[] {
  return list
    .filter(({ file, specifier }) => breaksRule(specifier, file))
    .map(({ file, specifier }) => `${file}: ${specifier}`);
}

describe('imports of lib', () => {
  it('are found at all', () => {
    expect(graph.size).toBeGreaterThan(50);
    expect(packageImports.length).toBeGreaterThan(20);
  });

  it('are declared as dependencies or peers', () => {
    const declared = new Set(
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    );

    expect(offenders(packageImports, (specifier) => !declared.has(packageOf(specifier)))).toEqual(
      [],
    );
  });

  it('name every dependency', () => {
    const imported = new Set(packageImports.map(({ specifier }) => packageOf(specifier)));

    expect(Object.keys(manifest.dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });

  it('name Node built-ins with their scheme', () => {
    const bare = (specifier: string): boolean =>
      isBuiltin(specifier) && !specifier.startsWith('node:');

    expect(offenders(imports, bare)).toEqual([]);
  });

  it('take Nest by its package roots, as deep paths are not the same in Nest 11 and 12', () => {
    const deep = (specifier: string): boolean =>
      specifier.startsWith('@nestjs/') && specifier !== packageOf(specifier);

    expect(offenders(packageImports, deep)).toEqual([]);
  });

  it('name relative files as they are called after the build', () => {
    const broken = (specifier: string, file: string): boolean =>
      isRelative(specifier) &&
      !(specifier.endsWith('.js') && graph.has(resolveImport(file, specifier)));

    expect(offenders(imports, broken)).toEqual([]);
  });

  it('do not go in circles, types included', () => {
    expect(findCycles(graph)).toEqual([]);
  });

  it('do not go in circles from folder to folder either', () => {
    expect(findFolderCycles(graph)).toEqual([]);
  });
});

/** The files of some folders that import a file of the library outside of others. */
function importsBeyond(folders: readonly string[], allowed: readonly string[]): string[] {
  const own = imports.filter(({ file }) => folders.some((folder) => file.startsWith(folder)));
  return offenders(
    own,
    (specifier, file) =>
      isRelative(specifier) &&
      !allowed.some((folder) => resolveImport(file, specifier).startsWith(folder)),
  );
}

describe('the protocol', () => {
  const pure = ['lib/protocol/', 'lib/errors/'];

  it('is plain TypeScript: no package but the one that reads JSON', () => {
    const ofProtocol = imports.filter(({ file }) => pure.some((folder) => file.startsWith(folder)));
    const allowed = (specifier: string): boolean =>
      isRelative(specifier) || isBuiltin(specifier) || specifier === 'lossless-json';

    expect(offenders(ofProtocol, (specifier) => !allowed(specifier))).toEqual([]);
  });

  it('imports the error classes and nothing else of the library', () => {
    expect(importsBeyond(['lib/protocol/'], pure)).toEqual([]);
  });

  it('is not imported by the error classes', () => {
    expect(importsBeyond(['lib/errors/'], ['lib/errors/'])).toEqual([]);
  });
});

describe('the facts about the host', () => {
  it('import the protocol and the error classes alone, never what uses the facts', () => {
    expect(importsBeyond(['lib/host/'], ['lib/host/', 'lib/protocol/', 'lib/errors/'])).toEqual([]);
  });
});

describe('optional peers', () => {
  // Or by `await import()`, where their absence can be caught.
  const eager = packageImports.filter(({ isLazy }) => !isLazy);

  it('are imported by the subpath that needs them and by nothing else', () => {
    const misplaced = (specifier: string, file: string): boolean =>
      optionalPeers.includes(packageOf(specifier)) &&
      !subpathFolders.some((folder) => file.startsWith(folder));

    expect(offenders(eager, misplaced)).toEqual([]);
  });

  it.each(['lib/index.ts', 'lib/cli/main.ts'])('are not needed by %s', (entry) => {
    const needed = reachableFrom(graph, entry);
    const reaches = (specifier: string, file: string): boolean =>
      needed.has(file) && optionalPeers.includes(packageOf(specifier));

    expect(offenders(eager, reaches)).toEqual([]);
  });

  it('are peers', () => {
    expect(Object.keys(manifest.peerDependencies)).toEqual(expect.arrayContaining(optionalPeers));
  });
});

describe('the entry point', () => {
  it('loads no other entry point', () => {
    const needed = [...reachableFrom(graph, 'lib/index.ts')];

    expect(
      needed.filter((file) => subpathFolders.some((folder) => file.startsWith(folder))),
    ).toEqual([]);
  });
});

describe('package.json', () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.types, target.default],
  );

  it('publishes an allow-list', () => {
    expect(manifest.files).toEqual([
      'dist',
      'docs/**/*.md',
      'llms.txt',
      'llms-full.txt',
      'CHANGELOG.md',
    ]);
    expect(existsSync(path.join(root, '.npmignore'))).toBe(false);
  });

  it('runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];

    expect(hooks.filter((hook) => hook in manifest.scripts)).toEqual([]);
  });

  it('brings nothing that runs something when it is installed', () => {
    expect(broughtAlong.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(manifest.dependencies)),
    );
    expect(broughtAlong.filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
  });

  it('exports its own manifest, which tools read', () => {
    expect(manifest.exports['./package.json']).toBe('./package.json');
  });

  it.each([...targets, ...Object.values(manifest.bin)])('has a source for %s', (target) => {
    const source = target.replace(/^\.\/dist\//, 'lib/').replace(/(\.d\.ts|\.js)$/, '.ts');

    expect(graph.has(source)).toBe(true);
  });

  it('says the same to compilers that do not know exports, as those of CommonJS apps with node10', () => {
    const typesOf = (subpath: string): string => {
      const target = manifest.exports[subpath];
      return typeof target === 'object' ? target.types : '';
    };
    const subpaths = subpathFolders.map((folder) => folder.slice('lib/'.length, -1));

    expect({ types: manifest.types, default: manifest.main }).toEqual(manifest.exports['.']);
    expect(manifest.typesVersions).toEqual({
      '*': Object.fromEntries(subpaths.map((name) => [name, [typesOf(`./${name}`)]])),
    });
  });

  it('names types before code, as the first condition that fits wins', () => {
    const conditions = Object.values(manifest.exports)
      .filter((target) => typeof target === 'object')
      .map((target) => Object.keys(target));

    expect(conditions).toEqual(conditions.map(() => ['types', 'default']));
  });
});
