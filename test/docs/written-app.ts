import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { appOf, root } from './snippets.js';

/** Within node_modules, so that an app finds its dependencies. */
const CACHE = path.join(root, 'node_modules/.cache');

/** The app of a document on the disk, compiled as its readers would, but against our sources. */
export class WrittenApp {
  readonly folder: string;

  constructor(document: string) {
    mkdirSync(CACHE, { recursive: true });
    this.folder = mkdtempSync(path.join(CACHE, 'newpay-docs-'));
    this.#write('package.json', '{"type":"module"}');
    for (const [file, { code }] of appOf(document)) {
      this.#write(file.replace(/\.ts$/, '.js'), compile(code));
    }
  }

  /** Imports a file of the app, such as `src/main.js`. */
  async import<T>(file: string): Promise<T> {
    return (await import(path.join(this.folder, file))) as T;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function compile(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  return outputText.replace(
    /(?<=from ')nestjs-newpay(\/\w+)?(?=')/g,
    (_name, subpath: string = '') => path.join(root, `lib${subpath}/index.ts`),
  );
}
