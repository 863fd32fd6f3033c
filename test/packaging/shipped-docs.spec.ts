import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anchorsOf } from '../docs/anchors.js';
import { root, textOf } from '../docs/snippets.js';

const filesBelow = (folder: string, extension: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => path.posix.join(folder, file))
    .toSorted();
const pages = filesBelow('docs', '.md');

describe('The links in the JSDoc of the sources, which the declarations keep,', () => {
  /** Every relative link: its file in `lib`, the page that it leads to, and the heading. */
  const links = filesBelow('lib', '.ts').flatMap((file) =>
    [...textOf(file).matchAll(/\]\((\.\.?\/[^)#]+)(?:#([^)]+))?\)/g)].map(
      ([, target = '', anchor]) => ({ file, target, anchor }),
    ),
  );

  it('lead to a page that is in the package, from `lib` and from `dist`', () => {
    expect(links.length).toBeGreaterThan(20);
    const pageOf = (file: string, target: string): string =>
      path.posix.join(path.posix.dirname(file), target);

    expect(links.filter(({ file, target }) => !pages.includes(pageOf(file, target)))).toEqual([]);
    expect(
      links.filter(
        ({ file, target }) => !pages.includes(pageOf(file.replace(/^lib/, 'dist'), target)),
      ),
    ).toEqual([]);
  });

  it('lead to a heading of that page', () => {
    const lost = links.filter(({ file, target, anchor }) => {
      const page = path.posix.join(path.posix.dirname(file), target);
      return anchor !== undefined && !anchorsOf(page).includes(anchor);
    });
    expect(lost).toEqual([]);
  });
});

describe('For people who work with an assistant,', () => {
  let folder: string;
  const generated = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'newpay-llms-'));
    execFileSync(process.execPath, [path.join(root, 'tools/llms.mjs'), folder]);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('llms.txt is up to date; if it is not, run `npm run docs:llms`', () => {
    expect(textOf('llms.txt')).toBe(generated('llms.txt'));
  });

  it('llms.txt names every page of the documents', () => {
    const named = [...generated('llms.txt').matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(
      ([, file = '']) => file,
    );
    expect(named.filter((file) => file.startsWith('docs/')).toSorted()).toEqual(
      pages.filter((page) => page !== 'docs/README.md'),
    );
  });

  it('llms-full.txt has the whole text of every page, and links that begin at the root', () => {
    const whole = generated('llms-full.txt');

    expect(pages.filter((page) => !whole.includes(`<!-- ${page} -->\n\n# `))).toEqual([]);
    expect(whole.length).toBeGreaterThan(
      pages.map((page) => textOf(page).trim().length).reduce((sum, length) => sum + length, 0),
    );
    expect(whole).toContain('](docs/stores.md#exactly-once-with-your-database)');
    expect(whole).not.toMatch(/\]\((\.\.\/|stores\.md)/);
  });
});
