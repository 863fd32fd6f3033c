import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** What users read, by its path from the root, without {@link recipes}. */
export const documents = [
  'README.md',
  'SECURITY.md',
  ...pagesOf('docs'),
  ...pagesOf('docs/recipes').filter((page) => !isRunWithItsLibrary(page)),
];

/** The pages that `npm run test:recipes` compiles and runs, with the libraries that they are about. */
export const recipes = pagesOf('docs/recipes').filter(isRunWithItsLibrary);

function pagesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}

function isRunWithItsLibrary(page: string): boolean {
  const name = path.basename(page, '.md');
  return name === 'README' || existsSync(path.join(root, 'test/recipes', `${name}.test.ts`));
}

/** A fenced block of a document. */
export interface Snippet {
  readonly document: string;
  /** Of its first line of code, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** Of a complete file, which begins with its name: `// src/main.ts`. */
  readonly file: string | undefined;
}

export function textOf(document: string): string {
  return readFileSync(path.join(root, document), 'utf8');
}

export function snippetsOf(document: string, language: string): Snippet[] {
  const text = textOf(document);
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .map(({ 1: fence = '', 2: code = '', index }) => ({
      document,
      line: text.slice(0, index).split('\n').length + 1,
      language: fence,
      code,
      file: /^\/\/ (\S+\.ts)\n/.exec(code)?.[1],
    }))
    .filter((snippet) => snippet.language === language);
}

/** The app that the documents build on. */
const QUICK_START = 'sample/01-quick-start';

/** The app that a document describes: the files of the quick start, replaced by the document's own. */
export function appOf(document: string): ReadonlyMap<string, Snippet> {
  const files = readdirSync(path.join(root, QUICK_START, 'src')).map((name) => {
    const code = textOf(`${QUICK_START}/src/${name}`);
    return { document: QUICK_START, line: 1, language: 'ts', code, file: `src/${name}` };
  });
  return new Map(
    [...files, ...snippetsOf(document, 'ts')].flatMap((snippet) =>
      snippet.file === undefined ? [] : [[snippet.file, snippet]],
    ),
  );
}
