import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { recipes, root, textOf } from './snippets.js';

const INDEX = 'docs/recipes/README.md';

/** The pages of recipes by their names: `kysely` of docs/recipes/kysely.md. */
const pages = readdirSync(path.join(root, 'docs/recipes'))
  .map((file) => path.basename(file, '.md'))
  .filter((name) => name !== 'README');

/** The tests of a folder by the names of their pages. */
function testsIn(folder: string, suffix: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => path.basename(file, suffix));
}

it('The index of the recipes leads to every page.', () => {
  const index = textOf(INDEX);

  expect(pages.length).toBeGreaterThan(0);
  expect(pages.filter((page) => !index.includes(`](${page}.md)`))).toEqual([]);
});

it('Every page of the recipes is run by a test, or says that it is not.', () => {
  const tested = new Set([
    ...testsIn('test/recipes', '.test.ts'),
    ...testsIn('test/docs', '.spec.ts'),
  ]);
  const isMarked = (page: string): boolean =>
    textOf(`docs/recipes/${page}.md`).includes('**Not run by our tests**');

  expect(pages.filter((page) => !tested.has(page) && !isMarked(page))).toEqual([]);
});

it('Every test of a recipe has its page.', () => {
  const tests = testsIn('test/recipes', '.test.ts');

  expect(recipes.length).toBe(tests.length + 1);
  expect(tests.filter((test) => !pages.includes(test))).toEqual([]);
});
