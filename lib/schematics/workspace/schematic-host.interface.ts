/**
 * What the schematics need of `@angular-devkit/schematics`, which runs them. They import nothing of it: the
 * devkit belongs to the Nest CLI of the app, in a version of its choice, and a strict package manager does
 * not let this package find it.
 */
export interface SchematicTree {
  exists(path: string): boolean;
  readText(path: string): string;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
  getDir(path: string): SchematicFolder;
}

export interface SchematicFolder {
  readonly subdirs: readonly string[];
  readonly subfiles: readonly string[];
}

export interface SchematicContext {
  readonly logger: { info(message: string): void; warn(message: string): void };
  addTask(task: SchematicTask): unknown;
}

/** A task that runs after the files are written, and that a dry run leaves out. */
export interface SchematicTask {
  toConfiguration(): { readonly name: string; readonly options: object };
}

export type Schematic = (tree: SchematicTree, context: SchematicContext) => Promise<void>;
