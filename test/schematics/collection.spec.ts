import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { format } from 'prettier';
import { e2eTestFile } from '../../lib/schematics/templates/e2e-test.template.js';
import { listenerFile } from '../../lib/schematics/templates/listener.template.js';
import { paymentsControllerFile } from '../../lib/schematics/templates/payments-controller.template.js';

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
