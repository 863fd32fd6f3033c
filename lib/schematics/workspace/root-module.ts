import path from 'node:path';
import type { SchematicTree } from './schematic-host.interface.js';
import { SchematicError } from './schematic.error.js';

export interface RootModule {
  readonly file: string;
  /** The name of the class. */
  readonly name: string;
  /** What the app's imports of its own files end in. */
  readonly importExtension: '.js' | '';
}

const CREATE = /\bNestFactory\s*\.\s*create\w*\s*(?:<[^(]*>)?\s*\(\s*(\w+)/;

/** The module that `main.ts` creates the app with, or the one that is named. */
export function findRootModule(
  tree: SchematicTree,
  sourceRoot: string,
  named: string | undefined,
): RootModule {
  const main = path.posix.join(sourceRoot, 'main.ts');
  const mainText = tree.exists(main) ? tree.readText(main) : '';
  const imported = importedModule(mainText);
  const file = path.posix.join(
    '/',
    named ??
      (imported === undefined
        ? path.posix.join(sourceRoot, 'app.module.ts')
        : path.posix.join(sourceRoot, imported.replace(/(\.js|\.ts)?$/, '.ts'))),
  );
  const name = tree.exists(file) ? classOf(tree.readText(file)) : undefined;
  if (name === undefined) {
    throw new SchematicError(
      `No root module: ${file} is not a file with a class under @Module. Name the file: --module=src/app.module.ts.`,
    );
  }
  const isWithExtension = /from\s+['"]\.[^'"]*\.js['"]/.test(`${mainText}${tree.readText(file)}`);
  return { file, name, importExtension: isWithExtension ? '.js' : '' };
}

function importedModule(main: string): string | undefined {
  const name = CREATE.exec(main)?.[1];
  return name === undefined
    ? undefined
    : new RegExp(`import\\s*\\{[^}]*\\b${name}\\b[^}]*\\}\\s*from\\s*['"](\\.[^'"]+)['"]`).exec(
        main,
      )?.[1];
}

function classOf(source: string): string | undefined {
  return /^@Module\([^]*?\bclass\s+(\w+)/m.exec(source)?.[1];
}
