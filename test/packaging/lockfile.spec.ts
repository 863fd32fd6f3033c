import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}

/** The folders of this repository, which come from no registry: the root and the samples. */
const OWN = /^(sample\/[^/]+)?$/;

it.each(['package-lock.json', 'test/nest-11/package-lock.json', 'test/recipes/package-lock.json'])(
  '%s says for each package, also one of another platform, what its file must be.',
  (file) => {
    const { packages } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as {
      packages: Record<string, Locked>;
    };
    const fetched = Object.entries(packages).filter(([name, { link }]) => !OWN.test(name) && !link);
    const unknown = fetched.filter(
      ([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    );

    expect(fetched.length).toBeGreaterThan(150);
    expect(unknown.map(([name]) => name)).toEqual([]);
    const elsewhere = fetched.filter(
      ([, { resolved }]) =>
        !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([name]) => name)).toEqual([]);
  },
);
