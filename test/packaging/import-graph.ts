import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** `import('x')`: loaded when it is needed, and a failure can be caught. */
  readonly isLazy: boolean;
}

/** What each source file imports, types included, by the file's path from the package's root. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

export function readImportGraph(root: string, folder: string): ImportGraph {
  const files = sourceFiles(root, folder);
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const { importedFiles } = ts.preProcessFile(text, true, true);
      return [
        file,
        importedFiles.map(({ fileName, pos }) => ({
          specifier: fileName,
          isLazy: /\bimport\s*\(\s*$/.test(text.slice(0, pos)),
        })),
      ];
    }),
  );
}

export function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

/** The source file behind a relative import: `./x.js` is `./x.ts` until it is built. */
export function resolveImport(importer: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(importer), specifier).replace(/\.js$/, '.ts');
}

/** `@nestjs/common` of `@nestjs/common/internal`, `axios` of `axios/unsafe`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Everything one file needs, itself included. */
export function reachableFrom(graph: ImportGraph, entry: string): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (!seen.has(file)) {
      seen.add(file);
      relativeImports(graph, file).forEach(visit);
    }
  };
  visit(entry);
  return seen;
}

/** Every cycle of imports once, as `a -> b -> a`. */
export function findCycles(graph: ImportGraph): string[] {
  return cyclesOf([...graph.keys()], (file) => relativeImports(graph, file));
}

/** Every cycle of folders once: `lib/a` needs `lib/b` when a file of it does. */
export function findFolderCycles(graph: ImportGraph): string[] {
  const needed = new Map<string, Set<string>>();
  for (const file of graph.keys()) {
    const own = topFolderOf(file);
    const folders = needed.get(own) ?? new Set();
    needed.set(own, folders);
    relativeImports(graph, file)
      .map(topFolderOf)
      .filter((folder) => folder !== own)
      .forEach((folder) => folders.add(folder));
  }
  return cyclesOf([...needed.keys()], (folder) => [...(needed.get(folder) ?? [])]);
}

/** `lib/protocol` of `lib/protocol/v1/fields.ts`, `lib` of `lib/index.ts`. */
function topFolderOf(file: string): string {
  const parts = file.split('/');
  return parts.slice(0, Math.min(2, parts.length - 1)).join('/');
}

function cyclesOf(nodes: readonly string[], neededBy: (node: string) => string[]): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start !== -1) {
      cycles.push([...trail.slice(start), node].join(' -> '));
    } else if (!done.has(node)) {
      neededBy(node).forEach((next) => visit(next, [...trail, node]));
      done.add(node);
    }
  };
  nodes.forEach((node) => visit(node, []));
  return cycles;
}

function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .toSorted();
}

function relativeImports(graph: ImportGraph, file: string): string[] {
  return (graph.get(file) ?? [])
    .filter(({ specifier }) => isRelative(specifier))
    .map(({ specifier }) => resolveImport(file, specifier));
}
