import path from 'node:path';
import type {
  Schematic,
  SchematicContext,
  SchematicFolder,
  SchematicTree,
} from '../../lib/schematics/workspace/schematic-host.interface.js';

/** What is in an app after a schematic, and what the schematic said and asked for. */
export interface Outcome {
  /** Every file by its path. */
  readonly files: Readonly<Record<string, string>>;
  readonly messages: readonly string[];
  readonly warnings: readonly string[];
  /** Of the tasks that run after the files are written. */
  readonly tasks: readonly { readonly name: string; readonly options: object }[];
}

/**
 * Runs a schematic on files in memory. The devkit of the Nest CLI, which Jest cannot load, runs them on
 * apps in `npm run test:apps`.
 */
export async function runOn(
  files: Readonly<Record<string, string>>,
  schematic: Schematic,
): Promise<Outcome> {
  const tree = new MemoryTree(files);
  const messages: string[] = [];
  const warnings: string[] = [];
  const tasks: ReturnType<Parameters<SchematicContext['addTask']>[0]['toConfiguration']>[] = [];
  await schematic(tree, {
    logger: {
      info: (message) => messages.push(message),
      warn: (message) => warnings.push(message),
    },
    addTask: (task) => tasks.push(task.toConfiguration()),
  });
  return { files: Object.fromEntries(tree.files), messages, warnings, tasks };
}

/** As strict as the devkit's: what exists is not created, and what does not exist is not overwritten. */
class MemoryTree implements SchematicTree {
  readonly files: Map<string, string>;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  exists(file: string): boolean {
    return this.files.has(path.posix.join('/', file));
  }

  readText(file: string): string {
    const text = this.files.get(path.posix.join('/', file));
    if (text === undefined) {
      throw new Error(`Path "${file}" does not exist.`);
    }
    return text;
  }

  create(file: string, content: string): void {
    if (this.exists(file)) {
      throw new Error(`Path "${file}" already exist.`);
    }
    this.files.set(path.posix.join('/', file), content);
  }

  overwrite(file: string, content: string): void {
    this.readText(file);
    this.files.set(path.posix.join('/', file), content);
  }

  getDir(folder: string): SchematicFolder {
    const root = path.posix.join('/', folder, '/');
    const inside = [...this.files.keys()]
      .filter((file) => file.startsWith(root))
      .map((file) => file.slice(root.length).split('/'));
    const names = (isFolder: boolean): string[] => [
      ...new Set(inside.filter(({ length }) => length > 1 === isFolder).map(([name = '']) => name)),
    ];
    return { subdirs: names(true), subfiles: names(false) };
  }
}

/** An app as the Nest CLI 12 generates it: ES modules and Vitest. */
export const nest12App = {
  '/package.json': `${JSON.stringify(
    {
      name: 'app',
      type: 'module',
      scripts: { start: 'nest start' },
      dependencies: {
        '@nestjs/common': '^12.0.1',
        '@nestjs/core': '^12.0.1',
        '@nestjs/platform-express': '^12.0.1',
        'reflect-metadata': '^0.2.2',
        rxjs: '^7.8.1',
      },
      devDependencies: { '@nestjs/testing': '^12.0.1', vitest: '^4.1.2' },
    },
    undefined,
    2,
  )}\n`,
  '/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
await app.listen(3000);
`,
  '/src/app.module.ts': `import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';

@Module({
  imports: [],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`,
} as const;

/** An app as the Nest CLI 11 generates it: CommonJS and Jest. */
export const nest11App = {
  '/package.json': `${JSON.stringify(
    {
      name: 'app',
      scripts: { start: 'nest start' },
      dependencies: {
        '@nestjs/common': '^11.0.1',
        '@nestjs/core': '^11.0.1',
        '@nestjs/platform-express': '^11.0.1',
        'reflect-metadata': '^0.2.2',
        rxjs: '^7.8.1',
      },
      devDependencies: { '@nestjs/testing': '^11.0.1', jest: '^30.0.0' },
      jest: { rootDir: 'src', transform: { '^.+\\.(t|j)s$': 'ts-jest' } },
    },
    undefined,
    2,
  )}\n`,
  '/src/main.ts': nest12App['/src/main.ts'].replaceAll(".js'", "'"),
  '/src/app.module.ts': nest12App['/src/app.module.ts'].replaceAll(".js'", "'"),
  '/test/jest-e2e.json': '{\n  "rootDir": ".",\n  "testRegex": ".e2e-spec.ts$"\n}\n',
} as const;
