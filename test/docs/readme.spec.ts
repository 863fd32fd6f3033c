import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { NewPayChannel, newPayConfig } from '../../lib/index.js';
import { anchorsOf } from './anchors.js';
import { problemsOfSnippets } from './snippet-types.js';
import { documents, recipes, root, snippetsOf, textOf } from './snippets.js';

const forContributors = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'sample/README.md',
  ...readdirSync(path.join(root, 'sample'))
    .map((name) => `sample/${name}/README.md`)
    .filter((file) => existsSync(path.join(root, file))),
];

it('Every TypeScript snippet of the documents compiles.', () => {
  expect(documents.flatMap((document) => snippetsOf(document, 'ts')).length).toBeGreaterThan(20);
  expect(problemsOfSnippets()).toEqual([]);
}, 120_000);

it.each([...documents, ...recipes, ...forContributors])(
  'Every relative link of %s leads to a file and a heading that exist.',
  (document) => {
    const links = [...textOf(document).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(
      ([, link = '']) => link,
    );

    expect(links.filter((link) => !leadsSomewhere(document, link))).toEqual([]);
  },
);

it('SECURITY.md names code that exists in the files that it links to.', () => {
  const named = [...textOf('SECURITY.md').matchAll(/`([\w.]+)` in \[[^\]]+\]\(([^)]+)\)/g)];

  expect(named.length).toBeGreaterThan(20);
  expect(
    named.filter(([, name = '', file = '']) => !textOf(file).includes(lastPart(name))),
  ).toEqual([]);
});

it('The documents name only variables that newPayConfig reads.', () => {
  // But for the messages about variables that it does not read.
  const named = [...documents, ...recipes].flatMap(
    (document) => textOf(document).match(/\bNEWPAY_\w+\b(?! is not read by newPayConfig)/g) ?? [],
  );
  const read = variablesReadBy(() => newPayConfig());
  const channels: readonly string[] = Object.values(NewPayChannel);

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !read.has(name) && !channels.includes(name))).toEqual([]);
});

/** `verify` of `SignedMessage.verify`. */
function lastPart(name: string): string {
  return name.split('.').at(-1) ?? name;
}

/** Whether a relative link has a file, and the part after `#` a heading there. */
function leadsSomewhere(document: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
  return (
    existsSync(path.join(root, target)) &&
    (anchor === undefined || anchorsOf(target).includes(anchor))
  );
}

function variablesReadBy(read: () => unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const environment = process.env;
  process.env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_target, name) => void names.add(String(name)),
    },
  );
  try {
    read();
  } finally {
    process.env = environment;
  }
  return names;
}
