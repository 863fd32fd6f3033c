import { expect, it } from '@jest/globals';
import { addImports } from '../../lib/schematics/edit/import-statements.js';

const added = (source: string, from = 'b', names = ['B']): string =>
  addImports(source, [{ names, from }]);

it.each([
  ['an empty source', '', "import { B } from 'b';\n"],
  [
    'packages and own files',
    "import 'reflect-metadata';\nimport { A } from 'a';\nimport { C } from './c';\n\ncode();\n",
    "import 'reflect-metadata';\nimport { A } from 'a';\nimport { B } from 'b';\nimport { C } from './c';\n\ncode();\n",
  ],
  ['double quotes', 'import { A } from "a";\n', 'import { A } from "a";\nimport { B } from "b";\n'],
  ['no semicolons', "import { A } from 'a'\n", "import { A } from 'a'\nimport { B } from 'b'\n"],
  ['the import itself', "import { A, B } from 'b';\n", "import { A, B } from 'b';\n"],
  ['another name of it', "import { A } from 'b';\n", "import { A, B } from 'b';\n"],
  [
    'other names in lines',
    "import {\n  A,\n  C,\n} from 'b';\n",
    "import {\n  A,\n  C,\n  B,\n} from 'b';\n",
  ],
  [
    'its types',
    "import type { T } from 'b';\n",
    "import type { T } from 'b';\nimport { B } from 'b';\n",
  ],
  ['its default', "import b from 'b';\n", "import b from 'b';\nimport { B } from 'b';\n"],
])('An import is added to %s.', (_case, before, after) => {
  expect(added(before)).toBe(after);
});

it('An own file is imported after the last import.', () => {
  expect(added("import { A } from './a';\nimport { Z } from 'z';\n", './b')).toBe(
    "import { A } from './a';\nimport { Z } from 'z';\nimport { B } from './b';\n",
  );
});
