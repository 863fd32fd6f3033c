import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { nestAdd } from '../../lib/schematics/nest-add/nest-add.schematic.js';
import { nest12App, runOn } from '../schematics/workspace.js';
import { buildPackage, type BuiltPackage } from '../support/built-package.js';
import { isRelative, readImportGraph, resolveImport } from './import-graph.js';

const execute = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { default: string }>;
  bin: Record<string, string>;
};
const subpaths = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'string' ? [] : [target.default.replace('./dist/', '')],
);

let built: BuiltPackage;

beforeAll(async () => {
  built = await buildPackage('newpay-bundle-test');
}, 120_000);

afterAll(() => built.remove());

/** What a file of the built package exports. */
function load(file: string): Promise<Record<string, unknown>> {
  return import(path.join(built.dist, file)) as Promise<Record<string, unknown>>;
}

/** The texts of the built files that an import of the package loads. */
async function filesOfImport(): Promise<string[]> {
  const { stdout } = await execute(process.execPath, [
    path.join(import.meta.dirname, 'scripts-of-import.mjs'),
    path.join(built.dist, 'index.js'),
  ]);
  return (JSON.parse(stdout) as string[])
    .filter((url) => url.startsWith('file:'))
    .map((url) => fileURLToPath(url))
    .filter((file) => file.startsWith(built.dist))
    .map((file) => readFileSync(file, 'utf8'));
}

/** The sources whose code is in built files. */
function sourcesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/^\/\/ (lib\/.+)$/gm)].map(([, file = '']) => file),
  );
}

it('The built package has the files that are loaded by name, and the chunks that they share.', () => {
  const code = readdirSync(built.dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  const programs = Object.values(manifest.bin).map((file) => file.replace('./dist/', ''));

  expect(code.filter((file) => !file.startsWith(`chunks${path.sep}`)).toSorted()).toEqual(
    [
      ...subpaths,
      ...programs,
      'schematics/nest-add/nest-add.schematic.js',
      'schematics/listener/listener.schematic.js',
    ].toSorted(),
  );
});

it('An import of the package loads few files.', async () => {
  const files = await filesOfImport();

  expect(sourcesIn(files).length).toBeGreaterThan(200);
  expect(files.length).toBeLessThanOrEqual(40);
});

it('An import of the package loads nothing of what is imported when it is needed.', async () => {
  const lazy = [...readImportGraph(root, 'lib')].flatMap(([file, imports]) =>
    imports
      .filter(({ isLazy, specifier }) => isLazy && isRelative(specifier))
      .map(({ specifier }) => resolveImport(file, specifier)),
  );
  const loaded = sourcesIn(await filesOfImport());

  expect(lazy).toEqual(expect.arrayContaining(['lib/jobs/job-runner.ts', 'lib/watch/watches.ts']));
  expect(lazy.filter((file) => loaded.includes(file))).toEqual([]);
});

it.each(subpaths)('What %s exports has the names of the sources.', async (file) => {
  const source = (await import(`../../lib/${file}`)) as Record<string, unknown>;
  const namesOf = (exported: Record<string, unknown>) =>
    Object.entries(exported).map(([name, value]) => [
      name,
      typeof value === 'function' ? value.name : typeof value,
    ]);

  expect(namesOf(await load(file))).toEqual(namesOf(source));
});

it('A class is the same one for each file that has it.', async () => {
  const { NewPayPaidEvent } = await load('index.js');
  const { paidEvent } = await load('testing/index.js');

  expect((paidEvent as () => unknown)()).toBeInstanceOf(NewPayPaidEvent);
});

it('The schematic nest-add finds the manifest of the package, for the peers that an app needs.', async () => {
  const { nestAdd: ofBuild } = await load('schematics/nest-add/nest-add.schematic.js');

  expect(await runOn(nest12App, (ofBuild as typeof nestAdd)({}))).toEqual(
    await runOn(nest12App, nestAdd({})),
  );
});

it('The build fails if a class would get another name.', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'newpay-bundle-'));
  const files = {
    'package.json': JSON.stringify({
      exports: { '.': { default: './dist/index.js' } },
      bin: {},
      schematics: './dist/schematics/collection.json',
    }),
    'dist/schematics/collection.json': JSON.stringify({ schematics: {} }),
    'dist/index.js': "export * as a from './a.js';\nexport * as b from './b.js';\n",
    'dist/a.js': 'export class Order {}\n',
    'dist/b.js': 'export class Order {}\n',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }

  await expect(execute(process.execPath, ['tools/bundle.mjs', folder])).rejects.toMatchObject({
    stderr: expect.stringContaining(
      'Classes have the name of something else in their file, and are now Order2: rename one of the two.',
    ),
  });
  expect(readFileSync(path.join(folder, 'dist/a.js'), 'utf8')).toBe(files['dist/a.js']);
  rmSync(folder, { recursive: true });
});
