import { formatterOf, type Format } from './format.js';
import type { SchematicTree } from './schematic-host.interface.js';

/** Writes sources of an app, formatted as the app formats its own. */
export class AppFiles {
  readonly #tree: SchematicTree;
  readonly #format: Format;

  private constructor(tree: SchematicTree, format: Format) {
    this.#tree = tree;
    this.#format = format;
  }

  /** The Nest CLI runs schematics in the folder of the app. */
  static async of(tree: SchematicTree, appFolder = process.cwd()): Promise<AppFiles> {
    return new AppFiles(tree, await formatterOf(appFolder));
  }

  /** Creates a file. One that exists stays as it is. */
  async create(file: string, source: string): Promise<void> {
    if (!this.#tree.exists(file)) {
      this.#tree.create(file, await this.#format(file, source));
    }
  }

  /** Replaces a source. One that was not formatted before is not formatted now, so that nothing else changes. */
  async update(file: string, source: string): Promise<void> {
    const before = this.#tree.readText(file);
    if (source !== before) {
      const wasFormatted = (await this.#format(file, before)) === before;
      this.#tree.overwrite(file, wasFormatted ? await this.#format(file, source) : source);
    }
  }

  /** Changes a JSON file, whose indentation stays. Returns whether something changed. */
  async updateJson<T extends object>(file: string, change: (content: T) => T): Promise<boolean> {
    const text = this.#tree.readText(file);
    const content = JSON.parse(text) as T;
    const changed = change(content);
    if (JSON.stringify(changed) === JSON.stringify(content)) {
      return false;
    }
    const [, indentation = '  '] = /^\{\r?\n([ \t]+)/.exec(text) ?? [];
    await this.update(file, `${JSON.stringify(changed, undefined, indentation)}\n`);
    return true;
  }
}
