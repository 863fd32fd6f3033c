import { environmentLines } from '../templates/environment.template.js';
import type { SchematicTree } from '../workspace/schematic-host.interface.js';

const EXAMPLE = '/.env.example';
const IGNORE = '/.gitignore';

/** Files with keys, which never belong into a repository. */
const SECRET_FILES = ['.env', '.newpay-sandbox'];

/** Adds the variables to `.env.example`, unless it has some of them. */
export function addEnvironmentExample(tree: SchematicTree, sandboxCommand: string): void {
  const text = tree.exists(EXAMPLE) ? tree.readText(EXAMPLE) : '';
  if (!/^#?\s*NEWPAY_/m.test(text)) {
    write(tree, EXAMPLE, appended(text, environmentLines(sandboxCommand)));
  }
}

/** Lets Git ignore the files that the sandbox writes keys to. */
export function addIgnoredFiles(tree: SchematicTree): void {
  const text = tree.exists(IGNORE) ? tree.readText(IGNORE) : '';
  const ignored = new Set(text.split('\n').map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const missing = SECRET_FILES.filter((name) => !ignored.has(name));
  if (missing.length > 0) {
    write(tree, IGNORE, appended(text, `# Keys\n${missing.join('\n')}\n`));
  }
}

function appended(text: string, lines: string): string {
  return text === '' ? lines : `${text.trimEnd()}\n\n${lines}`;
}

function write(tree: SchematicTree, file: string, text: string): void {
  if (tree.exists(file)) {
    tree.overwrite(file, text);
  } else {
    tree.create(file, text);
  }
}
