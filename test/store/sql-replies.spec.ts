import { describe, expect, it } from '@jest/globals';
import {
  isRow,
  readClaim,
  readCount,
  readHandled,
  readMark,
  readOutcome,
  readText,
  rowsByKey,
  wholeNumberOf,
  type Row,
} from '../../lib/store/sql/sql-replies.js';

const HINT = ': something changes the rows of this client, such as a plugin or a mapper';
const unexpected = (rows: string, command: string) =>
  new Error(`The database answered ${rows} to "${command}"${HINT}`);

const fields = { rank: 3, reference: 'N1', amount: '50000' };
const handled = { rank: 3, reference: 'N1', orderAmt: '50000' };

/** The same row as different libraries return it. */
const FORMS: readonly [string, (row: Row) => Row][] = [
  ['of plain values', (row) => row],
  ['of texts', (row) => mapped(row, (value) => (typeof value === 'number' ? `${value}` : value))],
  [
    'of bigints',
    (row) => mapped(row, (value) => (typeof value === 'number' ? BigInt(value) : value)),
  ],
  [
    'of Buffers',
    (row) => mapped(row, (value) => (value === null ? null : Buffer.from(`${value}`))),
  ],
  [
    'of bytes within a larger memory',
    (row) =>
      mapped(row, (value) =>
        value === null ? null : new Uint8Array(Buffer.from(`<${value}>`)).subarray(1, -1),
      ),
  ],
  [
    'with names in capitals',
    (row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value])),
  ],
];

function mapped(row: Row, change: (value: string | number | null) => unknown): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, change(value as string | number | null)]),
  );
}

describe.each(FORMS)('A row %s', (_what, form) => {
  const claimOf = (row: Row, rank = 3) => readClaim([form(row)], rank, 'token');

  it('is read as a claim', () => {
    expect(claimOf({ outcome: 'busy' })).toEqual({ outcome: 'busy' });
    expect(claimOf({ outcome: 'claimed', finished: null })).toEqual({
      outcome: 'claimed',
      token: 'token',
      finished: [],
    });
    expect(claimOf({ outcome: 'claimed', finished: '["ship","mail"]' })).toEqual({
      outcome: 'claimed',
      token: 'token',
      finished: ['ship', 'mail'],
    });
    expect(claimOf({ outcome: 'handled', finished: null, ...fields })).toEqual({
      outcome: 'handled',
      ...handled,
    });
    expect(claimOf({ outcome: 'handled', ...fields, amount: null }, 2)).toEqual({
      outcome: 'handled',
      ...handled,
      orderAmt: undefined,
    });
  });

  it('is read as what was handled', () => {
    expect(readHandled([form({ outcome: 'none', rank: null })])).toBeUndefined();
    expect(readHandled([form({ outcome: 'handled', ...fields })])).toEqual(handled);
    expect(readHandled([form({ outcome: 'handled', ...fields, rank: 1, amount: null })])).toEqual({
      rank: 1,
      reference: 'N1',
      orderAmt: undefined,
    });
  });

  it('is read as a mark', () => {
    expect(readMark([form({ outcome: 'marked', rank: null })])).toEqual({ outcome: 'marked' });
    expect(readMark([form({ outcome: 'busy', rank: null })])).toEqual({ outcome: 'busy' });
    for (const outcome of ['handled', 'before']) {
      expect(readMark([form({ outcome, ...fields, rank: 1 })])).toEqual({
        outcome,
        ...handled,
        rank: 1,
      });
    }
  });

  it('is read as a word, a number and a text', () => {
    expect(readOutcome('renew', [form({ outcome: 'lost' })], 'held', 'lost')).toBe('lost');
    expect(readCount('purge', [form({ rows: 12 })], 'rows')).toBe(12);
    expect(readText([form({ version: '745' })], 'version')).toBe('745');
  });
});

describe('A wrong answer', () => {
  it.each<[Row[], string]>([
    [[], '[]'],
    [[{ outcome: 'busy' }, { outcome: 'busy' }], '[{"outcome":"busy"},{"outcome":"busy"}]'],
    [[{}], '[{}]'],
    [[{ outcome: 'taken' }], '[{"outcome":"taken"}]'],
    [[{ outcome: 'claimed' }], '[{"outcome":"claimed"}]'],
    [[{ outcome: 'claimed', finished: 6 }], '[{"outcome":"claimed","finished":6}]'],
    [[{ outcome: 'claimed', finished: ['[]'] }], '[{"outcome":"claimed","finished":["[]"]}]'],
    [[{ outcome: 'claimed', finished: 'ship' }], '[{"outcome":"claimed","finished":"ship"}]'],
    [
      [{ outcome: 'claimed', ...fields }],
      '[{"outcome":"claimed","rank":3,"reference":"N1","amount":"50000"…',
    ],
    [
      [{ outcome: 'handled', rank: 2, reference: 'N1' }],
      '[{"outcome":"handled","rank":2,"reference":"N1"}]',
    ],
    [
      [{ outcome: 'handled', rank: 3, reference: 1 }],
      '[{"outcome":"handled","rank":3,"reference":1}]',
    ],
    [[{ outcome: 'handled', rank: 3n }], '[{"outcome":"handled","rank":"3n"}]'],
    [[{ outcome: 'handled', reference: 'N1' }], '[{"outcome":"handled","reference":"N1"}]'],
  ])('to a claim is refused: %j', (rows, quoted) => {
    expect(() => readClaim(rows, 3, 'token')).toThrow(unexpected(quoted, 'claim'));
  });

  it.each<[Row[], string]>([
    [[], '[]'],
    [[{ outcome: 'busy' }], '[{"outcome":"busy"}]'],
    [[{ outcome: 'none' }, { outcome: 'none' }], '[{"outcome":"none"},{"outcome":"none"}]'],
    [[{ outcome: 'held', rank: 3, reference: '' }], '[{"outcome":"held","rank":3,"reference":""}]'],
    [
      [{ outcome: 'handled', rank: 0, reference: '' }],
      '[{"outcome":"handled","rank":0,"reference":""}]',
    ],
    [[{ outcome: 'handled', rank: 3 }], '[{"outcome":"handled","rank":3}]'],
  ])('to a search is refused: %j', (rows, quoted) => {
    expect(() => readHandled(rows)).toThrow(unexpected(quoted, 'find'));
  });

  it.each<[Row[], string]>([
    [[], '[]'],
    [[{ outcome: 'none' }], '[{"outcome":"none"}]'],
    [[{ outcome: 'none', rank: 3, reference: '' }], '[{"outcome":"none","rank":3,"reference":""}]'],
    [
      [{ outcome: 'before', rank: 0, reference: '' }],
      '[{"outcome":"before","rank":0,"reference":""}]',
    ],
    [[{ outcome: 'handled', rank: 3 }], '[{"outcome":"handled","rank":3}]'],
  ])('to a mark is refused: %j', (rows, quoted) => {
    expect(() => readMark(rows)).toThrow(unexpected(quoted, 'mark'));
  });

  it('is no word, no number and no text', () => {
    expect(() => readOutcome('renew', [{ outcome: 'Held' }], 'held', 'lost')).toThrow(
      unexpected('[{"outcome":"Held"}]', 'renew'),
    );
    expect(() => readOutcome('once', [], 'marked')).toThrow(unexpected('[]', 'once'));
    expect(() => readCount('purge', [{ rows: 'many' }], 'rows')).toThrow(
      unexpected('[{"rows":"many"}]', 'purge'),
    );
    expect(() => readCount('purge', [], 'rows')).toThrow(unexpected('[]', 'purge'));
    expect(readText([{ version: 745 }], 'version')).toBeUndefined();
    expect(readText([], 'version')).toBeUndefined();
  });
});

it('The column with exactly that name counts, wherever it stands.', () => {
  const row = { RANK: 1, rank: 2, Rank: 3 };
  expect(readCount('find', [row], 'rank')).toBe(2);
  // A name that every object knows is no column.
  expect(readText([{}], 'toString')).toBeUndefined();
});

it.each<[unknown, number | undefined]>([
  [0, 0],
  ['0', 0],
  [42n, 42],
  ['999999999999999', 999_999_999_999_999],
  ['1000000000000000', undefined],
  [-1, undefined],
  [1.5, undefined],
  ['1 ', undefined],
  [' 1', undefined],
  ['', undefined],
  [true, undefined],
  [[1], undefined],
  [null, undefined],
  [undefined, undefined],
])('The whole number of %p is %p.', (value, number) => {
  expect(wholeNumberOf(value)).toBe(number);
});

it('Rows of several keys are found by their key, as bytes and in capitals too.', () => {
  const rows = [
    { key: 'a', n: 1 },
    { KEY: Buffer.from('b'), n: 2 },
    { key: 'a', n: 3 },
  ];
  const rowsOf = rowsByKey(rows);
  expect([rowsOf('a'), rowsOf('b'), rowsOf('c')]).toEqual([[rows[0], rows[2]], [rows[1]], []]);
});

it.each<[unknown, boolean]>([
  [{}, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['row', false],
  [() => undefined, false],
])('Whether %p is a row: %p.', (value, isOne) => {
  expect(isRow(value)).toBe(isOne);
});
