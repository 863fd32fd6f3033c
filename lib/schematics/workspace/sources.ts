import path from 'node:path';
import type { SchematicTree } from './schematic-host.interface.js';

const NOT_SOURCES = new Set(['node_modules', 'dist', 'coverage']);

/** The TypeScript files of a folder and the folders in it. */
export function sourceFiles(tree: SchematicTree, folder: string): string[] {
  const { subfiles, subdirs } = tree.getDir(folder);
  return [
    ...subfiles
      .filter((file) => /\.[cm]?ts$/.test(file))
      .map((file) => path.posix.join(folder, file)),
    ...subdirs
      .filter((name) => !NOT_SOURCES.has(name))
      .flatMap((name) => sourceFiles(tree, path.posix.join(folder, name))),
  ];
}

export function isInSources(tree: SchematicTree, folder: string, pattern: RegExp): boolean {
  return sourceFiles(tree, folder).some((file) => pattern.test(tree.readText(file)));
}

/** `./payments/payment.listener.js`, from one source file to another. */
export function importPath(from: string, to: string, extension: '.js' | ''): string {
  const relative = path.posix.relative(path.posix.dirname(from), to).replace(/\.ts$/, extension);
  return relative.startsWith('.') ? relative : `./${relative}`;
}
