import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MySqlCallbackStore, type NewPayMySqlClient } from '../../lib/mysql/index.js';
import { paidEvent } from '../../lib/testing/index.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { until } from '../support/until.js';

interface Sent {
  readonly text: string;
  readonly values: unknown[];
}

/** What a client answers to the statements that begin with these words; otherwise to a write that it changed nothing. */
type Answers = Readonly<Record<string, (sent: Sent) => unknown>>;

const HINT = ': something changes the rows of this client, such as a plugin or a mapper';
const WRITTEN = { affectedRows: 1 };

let logger: RecordingLogger;

beforeEach(() => {
  logger = new RecordingLogger();
  Logger.overrideLogger(logger);
});

/** A client that answers as it is told, and what was sent to it. */
function clientWith(answers: Answers): { client: NewPayMySqlClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const client: NewPayMySqlClient = {
    query: async (text, values = []) => {
      const statement = { text, values };
      sent.push(statement);
      const known = Object.keys(answers).find((begin) => text.startsWith(begin));
      return [known === undefined ? { affectedRows: 0 } : answers[known]?.(statement), []];
    },
  };
  return { client, sent };
}

const storeWith = (answers: Answers) => new MySqlCallbackStore(clientWith(answers).client);
const row = (fields: object) => () => [fields];
const failing = (error: unknown) => () => {
  throw error;
};

describe('A statement of the MySQL store', () => {
  it.each<[string, (store: MySqlCallbackStore) => Promise<unknown>]>([
    ['probe', (store) => store.createTables()],
    ['claim', (store) => store.claim('key', 3)],
    ['renew', (store) => store.renew('key', 'token', [])],
    ['complete', (store) => store.complete('key', 3, 'token', 'N1')],
    ['find', (store) => store.find('key')],
  ])('is named when its row has another word: %s.', async (name, call) => {
    await expect(call(storeWith({ SELECT: row({ outcome: 'OK' }) }))).rejects.toThrow(
      new Error(`The database answered [{"outcome":"OK"}] to "${name}"${HINT}`),
    );
  });

  it.each([
    ['held', true],
    ['lost', false],
  ])(
    'that changed nothing is followed by a question, whose answer %s counts.',
    async (outcome, expected) => {
      const store = storeWith({ SELECT: row({ outcome }) });
      expect(await store.renew('key', 'token', [])).toBe(expected);
      expect(await store.complete('key', 3, 'token', 'N1')).toBe(expected);
    },
  );

  it('that inserted a key has claimed it, and no listener has finished.', async () => {
    const store = storeWith({ INSERT: () => WRITTEN });
    expect(await store.claim('key', 3)).toEqual({
      outcome: 'claimed',
      token: expect.any(String),
      finished: [],
    });
  });

  it('needs rows that are objects, each of them.', async () => {
    const store = storeWith({ SELECT: () => [{ outcome: 'none' }, 1] });
    await expect(store.find('key')).rejects.toThrow(
      new TypeError(
        'query(text, values) must resolve with rows, with [rows], or with { rows }; it resolved with ' +
          '[[{"outcome":"none"},1],[]]',
      ),
    );
  });

  it('has a key of 1,024 bytes at most.', async () => {
    const store = storeWith({ SELECT: row({ outcome: 'none' }) });
    expect(await store.find('k'.repeat(1_024))).toBeUndefined();
    await expect(store.find('k'.repeat(1_025))).rejects.toThrow(RangeError);
  });
});

describe('createTables() of the MySQL store', () => {
  const missing = Object.assign(new Error("Table 'newpay_callbacks' doesn't exist"), {
    code: 'ER_NO_SUCH_TABLE',
  });

  it('creates them, without values, if they are missing.', async () => {
    const answers = [failing(missing), row({ outcome: 'ready' })];
    const { client, sent } = clientWith({ SELECT: () => answers.shift()?.() });
    await new MySqlCallbackStore(client).createTables();
    expect(sent.map(({ text, values }) => [text.slice(0, 12), values])).toEqual([
      ['SELECT CASE ', []],
      ['CREATE TABLE', []],
      ['CREATE TABLE', []],
      ['SELECT CASE ', []],
    ]);
  });

  it('creates nothing after another error, and passes it on.', async () => {
    const error = new Error('too many connections');
    const { client, sent } = clientWith({ SELECT: failing(error) });
    await expect(new MySqlCallbackStore(client).createTables()).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });
});

describe('The deletion of expired rows', () => {
  /** Claims a key, by which the deletion begins; `lefts` are the counts of expired rows that the database answers. */
  async function deletionWith(...lefts: unknown[]): Promise<Sent[]> {
    const { client, sent } = clientWith({
      INSERT: () => WRITTEN,
      'SELECT COUNT(*) AS `left`': () => [{ left: lefts.shift() }],
    });
    const store = new MySqlCallbackStore(client, { tablePrefix: 'pay_' });
    await store.claim('key', 3);
    await until(() => lefts.length === 0);
    return sent;
  }

  it('goes on in batches until none is left.', async () => {
    const sent = await deletionWith(5, '1', 0);
    const deletions = sent.filter(({ text }) => text.startsWith('DELETE'));
    expect(deletions).toHaveLength(3);
    expect(logger.lines).toEqual([]);
  });

  it('that fails is logged with the class of the store and the table.', async () => {
    await deletionWith('many');
    await until(() => logger.lines.length > 0);
    expect(logger.lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        context: 'MySqlCallbackStore',
        message: expect.stringContaining(
          `Expired rows of pay_callbacks could not be deleted: The database answered [{"left":"many"}] to "purge"${HINT}`,
        ),
      }),
    ]);
  });
});

describe('once() of the MySQL store', () => {
  const event = paidEvent({ orderNo: 'A1001' });
  const noSavepoint = Object.assign(new Error('SAVEPOINT newpay_once does not exist'), {
    code: 'ER_SP_DOES_NOT_EXIST',
  });
  const once = (answers: Answers, work: () => unknown = () => undefined) => {
    const { client, sent } = clientWith(answers);
    const store = storeWith({});
    return { sent, result: store.once(client, event, 'ship', work) };
  };

  it('sets a savepoint, without values, to see that a transaction is open.', async () => {
    const { sent, result } = once({ SELECT: row({ outcome: 'marked' }) });
    expect(await result).toBe(true);
    expect(sent.slice(0, 2)).toEqual([
      { text: 'SAVEPOINT newpay_once', values: [] },
      { text: 'RELEASE SAVEPOINT newpay_once', values: [] },
    ]);
  });

  it('is refused without a transaction, and runs no work.', async () => {
    const { result } = once({ RELEASE: failing(noSavepoint) }, () => expect('the work').toBe('no'));
    await expect(result).rejects.toMatchObject({
      name: 'TypeError',
      message:
        'once() needs a transaction, not a pool: start one and pass its connection or manager',
      cause: noSavepoint,
    });
  });

  it('passes on another error of the database.', async () => {
    const error = new Error('connection lost');
    await expect(once({ RELEASE: failing(error) }).result).rejects.toBe(error);
  });

  it('names its question when the row has another word.', async () => {
    await expect(once({ SELECT: row({ outcome: 'OK' }) }).result).rejects.toThrow(
      new Error(`The database answered [{"outcome":"OK"}] to "once"${HINT}`),
    );
  });
});
