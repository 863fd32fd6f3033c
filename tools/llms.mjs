/**
 * The documents for people who work with an assistant: `llms.txt` is an index (see llmstxt.org), and
 * `llms-full.txt` has all pages in one file. `npm run docs:llms [-- <folder>]` writes both. The index is in the repository,
 * the whole is only in the package: `prepack` writes it, so that it is never out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const textOf = (file) => readFileSync(path.join(root, file), 'utf8');

/** Where the pages are listed, each with a sentence about it. */
const INDEXES = ['docs/README.md', 'docs/recipes/README.md'];

/** The lists of an index, each with its title. */
function sectionsOf(file) {
  return textOf(file)
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      pages: [...section.matchAll(/^\| \[([^\]]+)\]\(([^)#]+\.md)\)\s*\| (.+) \|$/gm)].map(
        ([, name, link, about]) => ({
          name,
          file: path.posix.join(path.posix.dirname(file), link),
          about: inlineText(about),
        }),
      ),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** The index: what the package is, and where each subject is explained. */
function indexText() {
  const { name, description } = JSON.parse(textOf('package.json'));
  const lists = INDEXES.flatMap(sectionsOf).map(({ title, pages }) =>
    [
      `## ${title}`,
      '',
      ...pages.map((page) => `- [${page.name}](${page.file}): ${page.about}`),
    ].join('\n'),
  );
  return [
    `# ${name}`,
    `> ${description}`,
    'The links are files of this package, below `node_modules/nestjs-newpay/`. `llms-full.txt` has all of them in ' +
      'one file. [README](README.md) has the quick start, and the rules for listeners.',
    ...lists,
    '## Optional',
    '- [Changelog](CHANGELOG.md): what changed, and what an upgrade needs\n',
  ].join('\n\n');
}

/** All pages, one after the other, with links that begin at the package's root. */
function whole() {
  const files = INDEXES.flatMap((index) =>
    [index].concat(sectionsOf(index).flatMap(({ pages }) => pages.map(({ file }) => file))),
  );
  return [...new Set(['README.md', ...files])]
    .map((file) => `<!-- ${file} -->\n\n${fromRoot(file, textOf(file)).trim()}\n`)
    .join('\n');
}

/** Relative links of a page, written from the root. */
function fromRoot(file, text) {
  return text.replaceAll(/\]\((?![a-z]+:|#)([^)\s]+)\)/g, (_link, target) => {
    return `](${path.posix.join(path.posix.dirname(file), target)})`;
  });
}

/** The text of a cell without its links. */
function inlineText(cell) {
  return cell
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/\s*\|\s*/g, ', ')
    .trim();
}

const [folder = root] = process.argv.slice(2);
writeFileSync(path.join(folder, 'llms.txt'), indexText());
writeFileSync(path.join(folder, 'llms-full.txt'), whole());
