/** @needs redis */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { readMark } from '../../lib/redis/redis-replies.js';
import { rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { redisUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

/** A client that answers with one thing, whatever is asked. */
const answering = (answer: unknown) => ({ eval: () => Promise.resolve(answer) });

const HINT = ': something changes the replies of this client, such as a transformer or a plugin';

/** What is no answer to a claim, and how it is quoted. */
const NO_CLAIMS: readonly [unknown, string][] = [
  ['QUEUED', '"QUEUED"'],
  [Buffer.from('QUEUED'), '"QUEUED"'],
  ['OK', '"OK"'],
  [null, 'null'],
  [undefined, 'undefined'],
  [[], '[]'],
  [1, '1'],
  [7n, '"7n"'],
  [{}, '{}'],
  ['busy', '"busy"'],
  [['acquired', ''], '["acquired",""]'],
  [[Buffer.from('CLAIMED'), ''], '["CLAIMED",""]'],
  [[null, ''], '[null,""]'],
  [['claimed', 'ship'], '["claimed","ship"]'],
  [['claimed', '{"0":"ship"}'], String.raw`["claimed","{\"0\":\"ship\"}"]`],
  [['claimed', '[1]'], '["claimed","[1]"]'],
  [['claimed'], '["claimed"]'],
  [['claimed', null], '["claimed",null]'],
  [['claimed', '3', 'N1', ''], '["claimed","3","N1",""]'],
  [['handled'], '["handled"]'],
  [['handled', '3'], '["handled","3"]'],
  [['handled', null, 'N1', ''], '["handled",null,"N1",""]'],
  [['handled', 'NaN', 'N1', ''], '["handled","NaN","N1",""]'],
  [['handled', 'Infinity', 'N1', ''], '["handled","Infinity","N1",""]'],
  [['handled', '', 'N1', ''], '["handled","","N1",""]'],
  [['handled', '2.5', 'N1', ''], '["handled","2.5","N1",""]'],
  [['handled', '2', 'N1', ''], '["handled","2","N1",""]'],
  [['handled', '-3', 'N1', ''], '["handled","-3","N1",""]'],
  [['handled', '+3', 'N1', ''], '["handled","+3","N1",""]'],
  [['handled', '3.5', 'N1', ''], '["handled","3.5","N1",""]'],
  [['handled', '3', null, ''], '["handled","3",null,""]'],
  [[['handled', '3', 'N1', '']], '[["handled","3","N1",""]]'],
  ['x'.repeat(100), `"${'x'.repeat(63)}…`],
];

/** How clients return texts and numbers. */
const FORMS: readonly [string, (value: string) => unknown][] = [
  ['texts', (value) => value],
  ['numbers', (value) => (/^\d+$/.test(value) ? Number(value) : value)],
  ['bigints', (value) => (/^\d+$/.test(value) ? BigInt(value) : value)],
  ['Buffers', (value) => Buffer.from(value)],
  ['Uint8Arrays', (value) => new TextEncoder().encode(value)],
];

describe.each(FORMS)('A reply as %s', (_what, form) => {
  const storeWith = (...answer: string[]) =>
    new RedisCallbackStore(answering(answer.map((value) => form(value))));
  const handled = { rank: 3, reference: 'N1', orderAmt: '50000' };

  it('to a claim is read.', async () => {
    const token: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(await storeWith('busy').claim('key', 3)).toEqual({ outcome: 'busy' });
    expect(await storeWith('claimed', '').claim('key', 3)).toEqual({
      outcome: 'claimed',
      token,
      finished: [],
    });
    expect(await storeWith('claimed', '["ship"]').claim('key', 3)).toEqual({
      outcome: 'claimed',
      token,
      finished: ['ship'],
    });
    expect(await storeWith('handled', '3', 'N1', '50000').claim('key', 2)).toEqual({
      outcome: 'handled',
      ...handled,
    });
  });

  it('to a search is read.', async () => {
    expect(await storeWith('none').find('key')).toBeUndefined();
    expect(await storeWith('handled', '3', 'N1', '50000').find('key')).toEqual(handled);
    expect(await storeWith('handled', '12', '', '').find('key')).toMatchObject({ rank: 12 });
    expect(await storeWith('handled', '0', '', '').find('key')).toEqual({
      rank: 0,
      reference: '',
      orderAmt: undefined,
    });
  });

  it.each([
    ['0', false],
    ['1', true],
  ])('that is %s is yes or no.', async (flag, isHeld) => {
    const store = new RedisCallbackStore(answering(form(flag)));
    expect(await store.renew('key', 'token', [])).toBe(isHeld);
    expect(await store.complete('key', 3, 'token', 'N1')).toBe(isHeld);
    await expect(store.release('key', 'token')).resolves.toBeUndefined();
  });

  it('to a mark is read.', () => {
    const read = (...answer: string[]) => readMark(answer.map((value) => form(value)));
    expect(read('marked')).toEqual({ outcome: 'marked' });
    expect(read('busy')).toEqual({ outcome: 'busy' });
    expect(read('handled', '3', 'N1', '50000')).toEqual({ outcome: 'handled', ...handled });
    expect(read('before', '0', 'N1', '')).toEqual({
      outcome: 'before',
      rank: 0,
      reference: 'N1',
      orderAmt: undefined,
    });
  });
});

describe('An unexpected reply', () => {
  it.each(NO_CLAIMS)('%p to a claim is rejected and quoted', async (answer, quoted) => {
    const hint =
      quoted === '"QUEUED"'
        ? ': the client is inside MULTI. Give the store a separate client'
        : HINT;
    await expect(new RedisCallbackStore(answering(answer)).claim('key', 3)).rejects.toThrow(
      new Error(`Redis answered ${quoted} to "claim"${hint}`),
    );
  });

  it.each<[unknown, string]>([
    ['QUEUED', '"QUEUED"'],
    [[], '[]'],
    [['gone'], '["gone"]'],
    [['handled'], '["handled"]'],
    [['handled', 'x', 'N1', ''], '["handled","x","N1",""]'],
    [null, 'null'],
  ])('%p to a search is rejected and quoted', async (answer, quoted) => {
    await expect(new RedisCallbackStore(answering(answer)).find('key')).rejects.toThrow(
      `Redis answered ${quoted} to "find": `,
    );
  });

  it.each<[unknown, string]>([
    ['QUEUED', '"QUEUED"'],
    [['none'], '["none"]'],
    [['none', '3', 'N1', ''], '["none","3","N1",""]'],
    [['handled'], '["handled"]'],
    [['before', 'x', 'N1', ''], '["before","x","N1",""]'],
    [['before', '3', null, ''], '["before","3",null,""]'],
    [undefined, 'undefined'],
  ])('%p to a mark is rejected and quoted', (answer, quoted) => {
    expect(() => readMark(answer)).toThrow(`Redis answered ${quoted} to "mark": `);
  });

  it('is quoted even if it is not JSON', async () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    await expect(new RedisCallbackStore(answering(cycle)).claim('key', 3)).rejects.toThrow(
      new Error(`Redis answered [object] to "claim"${HINT}`),
    );
  });

  it.each([2, -1, 0.5, '', 'true', true, false, null, undefined, [1], [], {}, Buffer.from('yes')])(
    '%p is neither yes nor no',
    async (answer) => {
      const store = new RedisCallbackStore(answering(answer));
      const asked: [string, Promise<unknown>][] = [
        ['renew', store.renew('key', 'token', [])],
        ['complete', store.complete('key', 3, 'token', 'N1')],
        ['release', store.release('key', 'token')],
      ];
      for (const [command, answered] of asked) {
        await expect(answered).rejects.toThrow(/^Redis answered .+ to "/);
        await expect(answered).rejects.toThrow(` to "${command}"${HINT}`);
      }
    },
  );

  it('is that of a client whose answers come by callbacks', async () => {
    const store = new RedisCallbackStore(untyped({ eval: () => undefined }));

    await expect(store.claim(randomUUID(), 1)).rejects.toThrow(
      'Redis answered undefined to "claim": something changes the replies of this client',
    );
  });

  it('is returned by a client inside MULTI; the claim is released', async () => {
    const shared = new Redis(redisUrl);
    const prefix = `test:${randomUUID()}:`;
    const store = new RedisCallbackStore(shared, { prefix });
    await shared.multi({ pipeline: false });
    await expect(store.claim('in multi', 3)).rejects.toThrow(
      new Error(
        'Redis answered "QUEUED" to "claim": the client is inside MULTI. Give the store a separate client',
      ),
    );
    await shared.exec();
    expect(await store.claim('in multi', 1)).toMatchObject({ outcome: 'claimed' });
    await shared.del(`${prefix}in multi`);
    await shared.quit();
  });
});

describe.each(PLATFORMS)('A callback on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each([
    ['QUEUED', '"QUEUED" to "claim": the client is inside MULTI. Give the store a separate client'],
    [['acquired'], `["acquired"] to "claim"${HINT}`],
    [[], `[] to "claim"${HINT}`],
    [null, `null to "claim"${HINT}`],
  ])('is not acknowledged when Redis answers %j', async (answer, quoted) => {
    const store = new RedisCallbackStore(answering(answer));
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const body = signedBody(paymentFields({ orderNo: randomUUID() }));
    expect(await host.postCallback(body)).toEqual(rejected(503));
    expect(host.app.get(PaymentListener).names).toEqual([]);
    expect(host.logger.textsOf('error').join()).toContain(`Redis answered ${quoted}`);
  });
});
