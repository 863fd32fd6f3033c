import { expect, it } from '@jest/globals';
import { addToModule } from '../../lib/schematics/edit/module-metadata.js';

const moduleWith = (metadata: string): string =>
  `@Module(${metadata})\nexport class AppModule {}\n`;

it.each<{ case: string; before: string; after: string }>([
  { case: 'an empty list', before: '{\n  providers: [],\n}', after: '{\n  providers: [A, B],\n}' },
  { case: 'no metadata', before: '{}', after: '{\n  providers: [A, B],\n}' },
  {
    case: 'no such list',
    before: '{\n  imports: [X],\n}',
    after: '{\n  imports: [X],\n  providers: [A, B],\n}',
  },
  {
    case: 'no such list, in one line',
    before: '{ imports: [X] }',
    after: '{ imports: [X], providers: [A, B] }',
  },
  { case: 'a short list', before: '{ providers: [X] }', after: '{ providers: [X, A, B] }' },
  {
    case: 'a long list',
    before: `{\n  providers: [${'X'.repeat(57)}],\n}`,
    after: `{\n  providers: [${'X'.repeat(57)}, A, B],\n}`,
  },
  {
    case: 'a list that becomes too long',
    before: `{\n  providers: [${'X'.repeat(70)}],\n}`,
    after: `{\n  providers: [\n    ${'X'.repeat(70)},\n    A,\n    B,\n  ],\n}`,
  },
  {
    case: 'lines',
    before: '{\n  providers: [\n    X,\n    Y,\n  ],\n}',
    after: '{\n  providers: [\n    X,\n    Y,\n    A,\n    B,\n  ],\n}',
  },
  {
    case: 'lines without a last comma, and with a comment',
    before: '{\n  providers: [\n    X, // first, [\n    Y // last\n  ],\n}',
    after: '{\n  providers: [\n    X, // first, [\n    Y, // last\n    A,\n    B,\n  ],\n}',
  },
  {
    case: 'lines with a comment alone',
    before: '{\n  providers: [\n    // none yet\n  ],\n}',
    after: '{\n  providers: [\n    // none yet\n    A,\n    B,\n  ],\n}',
  },
  {
    case: 'texts, templates and regular expressions with brackets',
    before:
      "{\n  imports: [X.forRoot({ a: ']', b: `${y('`]')}`, c: /[/\\]]/, d: 4 / 2 })],\n  providers: [], /* ] */\n}",
    after:
      "{\n  imports: [X.forRoot({ a: ']', b: `${y('`]')}`, c: /[/\\]]/, d: 4 / 2 })],\n  providers: [A, B], /* ] */\n}",
  },
  {
    case: 'a list that a key of another object has the name of',
    before: '{\n  imports: [X.forRoot({ providers: [Y] })],\n  providers: [Z],\n}',
    after: '{\n  imports: [X.forRoot({ providers: [Y] })],\n  providers: [Z, A, B],\n}',
  },
])('Elements are added to $case.', ({ before, after }) => {
  expect(addToModule(moduleWith(before), 'providers', ['A', 'B'])).toBe(moduleWith(after));
});

it.each([
  'metadata',
  '{ providers }',
  '{ ...metadata }',
  '{ providers: all }',
  '{ providers: [X].concat(all) }',
  '',
])('Metadata written as "%s" are left alone.', (metadata) => {
  expect(addToModule(moduleWith(metadata), 'providers', ['A'])).toBe(undefined);
});

it('A decorator in a comment is none.', () => {
  expect(addToModule('// @Module({ providers: [] })\n', 'providers', ['A'])).toBe(undefined);
});
