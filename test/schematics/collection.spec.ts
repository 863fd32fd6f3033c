import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { format } from 'prettier';
import * as newPay from '../../lib/index.js';
import * as sandbox from '../../lib/sandbox/index.js';
import { e2eTestFile } from '../../lib/schematics/templates/e2e-test.template.js';
import { listenerFile } from '../../lib/schematics/templates/listener.template.js';
import { paymentsControllerFile } from '../../lib/schematics/templates/payments-controller.template.js';
import { nestAdd } from '../../lib/schematics/nest-add/nest-add.schematic.js';
import { snippetsOf } from '../docs/snippets.js';
import { nest11App, nest12App, runOn } from './workspace.js';

const folder = path.resolve(import.meta.dirname, '../../lib/schematics');
const { schematics } = JSON.parse(readFileSync(path.join(folder, 'collection.json'), 'utf8')) as {
  schematics: Record<string, { factory: string; schema: string }>;
};

it('The collection has the schematic that nest add asks for.', () => {
  expect(Object.keys(schematics)).toEqual(['nest-add', 'listener']);
});

it.each(Object.entries(schematics))(
  'The factory and the schema of the schematic %s exist.',
  async (_name, { factory, schema }) => {
    const [file = '', exported = ''] = factory.split('#');
    const loaded = (await import(path.join(folder, file.replace(/\.js$/, '.ts')))) as Record<
      string,
      unknown
    >;

    expect(loaded[exported]).toBeInstanceOf(Function);
    expect(existsSync(path.join(folder, schema))).toBe(true);
  },
);

/** The package by the names that an app imports it under. */
const PACKAGE: Readonly<Record<string, object>> = {
  'nestjs-newpay': newPay,
  'nestjs-newpay/sandbox': sandbox,
};
const rootModule = { name: 'AppModule', from: '../src/app.module' };

it.each([
  ['the listener', listenerFile('PaymentListener')],
  ['the controller', paymentsControllerFile()],
  ['the test in Vitest', e2eTestFile({ runner: 'vitest', rootModule, isFastify: false })],
  ['the test in Jest', e2eTestFile({ runner: 'jest', rootModule, isFastify: false })],
])('The text of %s is formatted as the Nest CLI formats its own.', async (_name, text) => {
  // The settings that the Nest CLI generates.
  const settings = { singleQuote: true, trailingComma: 'all', parser: 'typescript' } as const;

  expect(await format(text, settings)).toBe(text);
});

it.each([
  ['the listener', listenerFile('PaymentListener')],
  ['the controller', paymentsControllerFile()],
  ['the test with Express', e2eTestFile({ runner: 'vitest', rootModule, isFastify: false })],
  ['the test with Fastify', e2eTestFile({ runner: 'vitest', rootModule, isFastify: true })],
])(
  'Each name that %s imports as a value is one, for builds that keep imports.',
  async (_name, text) => {
    const imports = [...text.matchAll(/^import \{(.+)\} from '(.*nest.*)';$/gm)];
    expect(imports.length).toBeGreaterThan(0);

    for (const [, names = '', from = ''] of imports) {
      const module = PACKAGE[from] ?? ((await import(from)) as object);
      const values = names.split(',').map((name) => name.trim());
      expect(values.filter((name) => !name.startsWith('type ') && !(name in module))).toEqual([]);
    }
  },
);

it('docs/testing.md shows the test that nest add writes.', async () => {
  const { files } = await runOn(nest12App, nestAdd({}));
  const name = 'test/payments.e2e-spec.ts';
  const shown = snippetsOf('docs/testing.md', 'typescript').find(({ file }) => file === name);
  // Both in lines of one length.
  const settings = { singleQuote: true, parser: 'typescript' } as const;

  expect(await format(shown?.code ?? '', settings)).toBe(
    await format(`// ${name}\n${files[`/${name}`]}`, settings),
  );
});

it('docs/testing.md shows the settings of Jest that nest add writes.', async () => {
  const { files } = await runOn(nest11App, nestAdd({}));
  const { transformIgnorePatterns } = JSON.parse(files['/test/jest-e2e.json'] ?? '') as object & {
    transformIgnorePatterns: unknown;
  };
  const [shown] = snippetsOf('docs/testing.md', 'json');

  expect(JSON.parse(shown?.code ?? '{}')).toEqual({ jest: { transformIgnorePatterns } });
});
