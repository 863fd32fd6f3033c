import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Prettier {
  resolveConfig(file: string): Promise<object | null>;
  format(source: string, options: object): Promise<string>;
}

export type Format = (file: string, source: string) => Promise<string>;

/** Formats with the Prettier of an app and its settings; without one, sources stay as they are. */
export async function formatterOf(appFolder: string): Promise<Format> {
  const prettier = await loadPrettier(appFolder);
  return async (file, source) => {
    if (prettier === undefined) {
      return source;
    }
    const filepath = path.join(appFolder, file);
    const config = await prettier.resolveConfig(filepath);
    return await prettier.format(source, { ...config, filepath });
  };
}

async function loadPrettier(appFolder: string): Promise<Prettier | undefined> {
  try {
    const entry = createRequire(path.join(appFolder, 'package.json')).resolve('prettier');
    const loaded = (await import(pathToFileURL(entry).href)) as Prettier & { default?: Prettier };
    return loaded.default ?? loaded;
  } catch {
    return undefined;
  }
}
