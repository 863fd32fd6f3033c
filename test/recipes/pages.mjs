/** The files of an app that a page of docs/recipes describes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');

/** The first line of a block that is a file: `// src/app.module.ts` or `// prisma/schema.prisma`. */
const FILE = /^\/\/ ([\w./-]+\.(?:ts|prisma))\n/;

/**
 * Writes the app of a page and its test into a folder. Below the page's own files lie those of the
 * pages that the test's first line names: `// app of: README`. Every block, such as SQL, is in `blocks.ts`.
 */
export function writePage(page, folder) {
  const test = readFileSync(path.join(here, `${page}.test.ts`), 'utf8');
  const below = /^\/\/ app of: (.+)$/m.exec(test)?.[1].split(', ') ?? [];
  for (const each of [...below, page]) {
    for (const [file, code] of filesOf(each)) {
      const target = path.join(folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
  }
  writeFileSync(path.join(folder, 'page.test.ts'), test);
  const blocks = [...below, page].flatMap(blocksOf);
  writeFileSync(
    path.join(folder, 'blocks.ts'),
    `export const blocks: readonly { language: string; code: string }[] = ${JSON.stringify(blocks)};\n`,
  );
}

/** The blocks of a page that are files, by their names. */
export function filesOf(page) {
  return new Map(
    blocksOf(page).flatMap(({ code }) => {
      const file = FILE.exec(code)?.[1];
      return file === undefined ? [] : [[file, code]];
    }),
  );
}

/** The fenced blocks of a page of docs/recipes. */
export function blocksOf(page) {
  const text = readFileSync(path.join(root, 'docs/recipes', `${page}.md`), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language,
    code,
  }));
}
