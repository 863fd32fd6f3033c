import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { documents, recipes, root, snippetsOf, textOf } from './snippets.js';

/** What opens a connection, and what ends the process when it is lost, unless somebody listens. */
const OPENED = /new Pool\(|createClient\(|new Redis\(|\.connect\(\)/g;
const LISTENED = /\.on\('error',/g;

/** The examples of JSDoc in the sources. */
function examples(): [where: string, code: string][] {
  const files = readdirSync(path.join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `lib/${file}`);
  return files.flatMap((file) =>
    [...textOf(file).matchAll(/@example\n(.*?)(?=\n\s*\* @|\*\/)/gs)].map(
      ([, code = '']): [string, string] => [file, code],
    ),
  );
}

it('Every snippet that opens a connection, or takes one out of a pool, listens to its errors.', () => {
  const written: [where: string, code: string][] = [...documents, ...recipes]
    .flatMap((document) => snippetsOf(document, 'ts'))
    .map(({ document, line, code }) => [`${document}:${line}`, code]);
  // `await client.connect()` of a client that was made there is no second connection.
  const opening = [...written, ...examples()]
    .map(([where, code]) => [where, code.replace(/await client\.connect\(\)/g, '')] as const)
    .filter(([, code]) => code.search(OPENED) >= 0);

  expect(opening.map(([where]) => where.replace(/:\d+$/, ''))).toEqual([
    'docs/stores.md',
    'docs/stores.md',
    'docs/stores.md',
    'docs/stores.md',
    'docs/recipes/drizzle.md',
    'docs/recipes/kysely.md',
    'docs/recipes/mongoose.md',
    'lib/postgres/postgres-callback-store.ts',
    'lib/redis/redis-callback-store.ts',
    'lib/redis/redis-callback-store.ts',
  ]);
  const silent = opening.filter(
    ([, code]) => (code.match(LISTENED)?.length ?? 0) < (code.match(OPENED)?.length ?? 0),
  );
  expect(silent.map(([where]) => where)).toEqual([]);
  // A pool hands a client to whoever waits for it before that one can listen.
  const pools = opening.filter(([, code]) => code.includes('new Pool('));
  expect(pools).toHaveLength(4);
  for (const [, code] of pools) {
    expect(code).toContain("pool.on('connect', (client) => client.on('error',");
  }
});
