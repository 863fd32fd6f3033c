import { AsyncLocalStorage } from 'node:async_hooks';
import { PassThrough, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { isUnread, readBody } from '../../lib/host/read-body.js';

interface Read {
  readonly error: Error | undefined;
  readonly body: string;
  readonly wire: number;
}

function read(stream: Readable, limit = 10, encoding?: string): Promise<Read> {
  return new Promise((resolve) => {
    readBody(stream, { encoding, limit }, (error, body, wire) =>
      resolve({ error, body: error ? '' : body.toString(), wire: wire.length }),
    );
  });
}

const streamOf = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('a body', () => {
  it.each<[string, () => Readable, string]>([
    ['in one chunk', () => streamOf('abc'), 'abc'],
    ['in several chunks', () => streamOf('ab', 'c', 'd'), 'abcd'],
    ['without a byte', () => streamOf(), ''],
    ['of as many bytes as are allowed', () => streamOf('12345', '67890'), '1234567890'],
    ['as text', () => streamOf('é').setEncoding('utf8'), 'é'],
    ['as text in no named encoding', () => Readable.from(['é', 'a']), 'éa'],
    ['as text in hexadecimal', () => streamOf('é').setEncoding('hex'), 'é'],
  ])('is read %s', async (_what, stream, expected) => {
    expect(await read(stream())).toEqual({
      error: undefined,
      body: expected,
      wire: Buffer.byteLength(expected),
    });
  });

  it('is empty when the stream has ended already', async () => {
    const stream = streamOf('abc');
    await stream.toArray();
    expect(await read(stream)).toEqual({ error: undefined, body: '', wire: 0 });
  });

  it.each([
    ['in one chunk', ['12345678901']],
    ['over several chunks', ['12345', '67890', '1']],
  ])(
    'is refused when it has a byte too many %s, and nothing of it is kept',
    async (_what, chunks) => {
      const { error, body, wire } = await read(streamOf(...chunks));
      expect(error?.name).toBe('BodyTooLargeError');
      expect([body, wire]).toEqual(['', 0]);
    },
  );

  it('is not read to its end when it goes on far beyond its limit', async () => {
    let chunks = 0;
    const endless = new Readable({
      read() {
        chunks += 1;
        setImmediate(() => this.push(Buffer.alloc(64 * 1024)));
      },
    });
    expect((await read(endless)).error?.name).toBe('BodyTooLargeError');
    expect(chunks).toBeGreaterThan(16);
    expect(chunks).toBeLessThan(40);
    endless.destroy();
  });

  it('is decoded within its limit', async () => {
    const bytes = zlib.gzipSync('1234567890');
    expect(await read(Readable.from([bytes]), 100, 'gzip')).toEqual({
      error: undefined,
      body: '1234567890',
      wire: bytes.length,
    });
    expect(
      (await read(Readable.from([zlib.gzipSync('x'.repeat(101))]), 100, 'gzip')).error,
    ).toBeDefined();
  });

  it('is decoded whatever blanks are around the name of its encoding', async () => {
    expect((await read(Readable.from([zlib.gzipSync('abc')]), 100, ' GZIP ')).body).toBe('abc');
  });

  it('is refused with the reason when it cannot be decoded', async () => {
    const { error } = await read(streamOf('abc'), 10, 'gzip');
    expect(error).toMatchObject({
      name: 'UnreadableBodyError',
      message: 'its Content-Encoding is "gzip", its bytes are not',
      cause: { code: 'Z_DATA_ERROR' },
    });
  });

  it('is decoded from zstd where Node can', async () => {
    const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
    const isKnown = typeof compress === 'function';
    const bytes = isKnown ? (compress('abc') as Buffer) : Buffer.from('abc');
    const { error, body } = await read(Readable.from([bytes]), 100, 'zstd');
    expect([body, error?.message]).toEqual(
      isKnown ? ['abc', undefined] : ['', 'its Content-Encoding "zstd" is not supported'],
    );
  });

  it('is refused when its connection is closed or fails before its end, once', async () => {
    for (const end of [
      (s: PassThrough) => s.destroy(),
      (s: PassThrough) => s.destroy(new Error('reset')),
    ]) {
      const stream = new PassThrough();
      let calls = 0;
      const error = await new Promise<Error | undefined>((resolve) => {
        readBody(stream, { encoding: undefined, limit: 10 }, (fault) => {
          calls += 1;
          resolve(fault);
        });
        stream.write('abc');
        setImmediate(() => end(stream));
      });
      await new Promise(setImmediate);
      expect(error?.name).toBe('UnreadableBodyError');
      expect(error?.message).toBe('the connection was closed before the body was complete');
      expect(calls).toBe(1);
    }
  });

  it('is refused once when its connection fails after it was refused', async () => {
    const stream = new PassThrough();
    const faults: (string | undefined)[] = [];
    readBody(stream, { encoding: undefined, limit: 10 }, (fault) => faults.push(fault?.name));
    stream.write(Buffer.alloc(2 * 1024 * 1024));
    await new Promise(setImmediate);
    stream.destroy(new Error('reset'));
    await new Promise(setImmediate);
    expect(faults).toEqual(['BodyTooLargeError']);
  });

  it('is given in the asynchronous context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    const stream = new PassThrough();
    const context = new Promise((resolve) => {
      storage.run('caller', () =>
        readBody(stream, { encoding: undefined, limit: 10 }, () => resolve(storage.getStore())),
      );
    });
    storage.run('other', () => stream.end('abc'));
    expect(await context).toBe('caller');
  });

  it('is unread until somebody has taken something of it', async () => {
    const stream = streamOf('abc');
    expect(isUnread(stream)).toBe(true);
    await read(stream);
    expect(isUnread(stream)).toBe(false);
    const destroyed = streamOf('abc');
    destroyed.destroy();
    expect(isUnread(destroyed)).toBe(false);
    expect(isUnread({})).toBe(false);
    expect(isUnread({ readableDidRead: false })).toBe(false);
  });
});
