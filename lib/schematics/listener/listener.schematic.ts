import path from 'node:path';
import { extendModule, instructions } from '../edit/module-file.js';
import { listenerFile } from '../templates/listener.template.js';
import { AppFiles } from '../workspace/app-files.js';
import type { Schematic, SchematicTree } from '../workspace/schematic-host.interface.js';
import { SchematicError } from '../workspace/schematic.error.js';
import { importPath } from '../workspace/sources.js';

export interface ListenerOptions {
  readonly name: string;
  readonly path?: string;
  readonly sourceRoot?: string;
  readonly flat?: boolean;
  readonly skipImport?: boolean;
}

/** `nest generate -c nestjs-newpay listener <name>`: creates a listener, and adds it to the nearest module. */
export function listener(options: ListenerOptions): Schematic {
  const { sourceRoot = 'src', flat = false, skipImport = false } = options;
  return async (tree, { logger }) => {
    const { folder, name } = placeOf(options);
    const root = path.posix.join('/', sourceRoot);
    const file = path.posix.join(root, folder, flat ? '' : name, `${name}.listener.ts`);
    const className = `${pascalCase(name)}Listener`;
    if (tree.exists(file)) {
      logger.info(`${file} exists. It was not changed.`);
      return;
    }
    const files = await AppFiles.of(tree);
    await files.create(file, listenerFile(className));
    const module = skipImport ? undefined : nearestModule(tree, path.posix.dirname(file), root);
    if (module !== undefined) {
      const source = tree.readText(module);
      const extension = /from\s+['"]\.[^'"]*\.js['"]/.test(source) ? '.js' : '';
      const from = importPath(module, file, extension);
      const elements = [
        { property: 'providers', code: className, needs: { names: [className], from } },
      ] as const;
      const extended = extendModule(source, elements);
      if (extended === undefined) {
        logger.warn(
          `The lists of @Module in ${module} are not written in a form that can be extended. Add there:\n  ${instructions(elements)}`,
        );
      }
      await files.update(module, extended ?? source);
    }
  };
}

/** The Nest CLI takes a name with folders: `billing/refunds`. */
function placeOf({ name, path: folder = '' }: ListenerOptions): { folder: string; name: string } {
  const parts = name.split('/').map((part) => kebabCase(part));
  const last = parts.pop() ?? '';
  if (!/^[a-z][a-z0-9-]*$/.test(last) || parts.includes('..')) {
    throw new SchematicError(
      `The name of a listener must be a word such as "refunds", not "${name}".`,
    );
  }
  return { folder: path.posix.join(folder, ...parts), name: last };
}

/** The module file of this folder or of the first one above it that has one. */
function nearestModule(tree: SchematicTree, folder: string, root: string): string | undefined {
  const file = tree.getDir(folder).subfiles.find((name) => name.endsWith('.module.ts'));
  if (file !== undefined) {
    return path.posix.join(folder, file);
  }
  return folder === root || folder === '/'
    ? undefined
    : nearestModule(tree, path.posix.dirname(folder), root);
}

function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[_\s]+/g, '-')
    .toLowerCase();
}

function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
