import { expect, it } from '@jest/globals';
import { isRelative, readImportGraph, resolveImport } from '../packaging/import-graph.js';
import { root, textOf } from './snippets.js';

/** The folders of `lib` in the order of the table of layers, each with its row. */
const layers = new Map(
  (textOf('CONTRIBUTING.md').split('\n## Layers\n')[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line, row) =>
      (line.split('|')[1]?.match(/`[^`]+`/g) ?? []).map((name): [string, number] => [
        name.replaceAll(/[`/]/g, ''),
        row,
      ]),
    ),
);

/** `protocol` of `lib/protocol/v1/fields.ts`; the files beside the folders belong to the module. */
function layerOf(file: string): string {
  const [, folder = '', ...rest] = file.split('/');
  return rest.length === 0 ? 'newpay.module.ts' : folder;
}

const imports = [...readImportGraph(root, 'lib')].flatMap(([file, imported]) =>
  imported
    .filter(({ specifier }) => isRelative(specifier))
    .map(({ specifier }) => ({ file, imported: resolveImport(file, specifier) })),
);

it('The layers of CONTRIBUTING.md name every folder of lib.', () => {
  const folders = new Set(imports.map(({ file }) => layerOf(file)));

  expect(folders.size).toBeGreaterThan(20);
  expect([...folders].filter((folder) => !layers.has(folder))).toEqual([]);
});

it('A folder of lib imports only folders of its own layer and of those above it in CONTRIBUTING.md.', () => {
  const rowOf = (file: string): number => layers.get(layerOf(file)) ?? Infinity;

  expect(
    imports
      .filter(({ file, imported }) => rowOf(imported) > rowOf(file))
      .map(({ file, imported }) => `${file}: ${imported}`),
  ).toEqual([]);
});
