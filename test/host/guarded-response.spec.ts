import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { GuardedResponse, type ResponseGuard } from '../../lib/host/guarded-response.js';

/** Keeps what it is told. */
class Guard implements ResponseGuard {
  readonly told: unknown[] = [];

  replaceSuccess(status: number): void {
    this.told.push(['success', status]);
  }

  noteError(status: number): void {
    this.told.push(['error', status]);
  }
}

const responseTo = (changes: object = {}) =>
  new ServerResponse(Object.assign(new IncomingMessage(new Socket()), changes));

describe('the answer of the package', () => {
  it.each([
    ['that is still coming', { complete: false, httpVersionMajor: 1 }, 'close'],
    ['that has come', { complete: true, httpVersionMajor: 1 }, undefined],
    ['that shares its connection', { complete: false, httpVersionMajor: 2 }, undefined],
  ])('closes the connection of a request %s: %j', (_what, changes, connection) => {
    const response = responseTo(changes);
    expect(new GuardedResponse(response, true, new Guard()).answer(413, '{}')).toBe(true);
    expect([response.statusCode, response.getHeader('connection')]).toEqual([413, connection]);
  });

  it('is written by a response that is none of Node’s, and knows no request', () => {
    const written: unknown[] = [];
    const response = {
      statusCode: 200,
      headersSent: false,
      getHeaderNames: () => [],
      setHeader: (name: string) => written.push(name),
      removeHeader: () => undefined,
      writeHead: (status: number) => written.push(status),
      write: () => true,
      end: (text: string) => written.push(text),
    };
    expect(new GuardedResponse(response, false, new Guard()).answer(200, '{}')).toBe(true);
    expect(written).toEqual(['Content-Type', 'Content-Length', 200, '{}']);
  });

  it('is not told as an error when the environment sends its head at once', () => {
    const response = responseTo();
    const writeHead = response.writeHead.bind(response);
    response.writeHead = (status: number) => {
      writeHead(status);
      response.write(' ');
      return response;
    };
    const guard = new Guard();
    new GuardedResponse(response, true, guard).answer(200, '{}');
    expect([response.headersSent, guard.told]).toEqual([true, []]);
  });

  it('leaves through the write() of a response whose end() calls it, as that of light-my-request does', () => {
    const written: unknown[] = [];
    class OwnResponse extends ServerResponse {
      override write(chunk: unknown): boolean {
        written.push(chunk);
        return true;
      }

      override end(chunk?: unknown): this {
        this.write(chunk);
        return this;
      }
    }
    const response = new OwnResponse(new IncomingMessage(new Socket()));
    const guard = new Guard();
    expect(new GuardedResponse(response, false, guard).answer(200, '{}')).toBe(true);
    expect([written, guard.told]).toEqual([['{}'], []]);
  });
});

describe('an answer of the host', () => {
  it('that is an error is told once, however many parts it is written in', () => {
    const response = responseTo();
    const guard = new Guard();
    expect(new GuardedResponse(response, true, guard).isAnswered).toBe(false);
    response.writeHead(500);
    response.write('no');
    response.end('!');
    expect(guard.told).toEqual([['error', 500]]);
  });

  it('that has left by methods of Node’s gets no further part, and is no error', () => {
    const response = responseTo();
    const guard = new Guard();
    const guarded = new GuardedResponse(response, true, guard);
    ServerResponse.prototype.writeHead.call(response, 200);
    const length = response.writableLength;
    expect(response.write('more')).toBe(true);
    expect(response.end('more')).toBe(response);
    expect([guarded.status, response.writableLength, guard.told]).toEqual([200, length, []]);
  });

  it.each(['json', 'send'] as const)(
    'comes to nothing after the package’s own, by %s()',
    (name) => {
      const written: unknown[] = [];
      const note = (value: unknown) => written.push(value);
      const response = Object.assign(responseTo(), { json: note, send: note });
      const guarded = new GuardedResponse(response, true, new Guard());
      guarded.silence();
      expect(response[name]('more')).toBe(response);
      expect(written).toEqual([]);
    },
  );

  it('by a reply of Fastify comes to nothing as well, which gets no other method', () => {
    const written: unknown[] = [];
    const reply = {
      raw: responseTo(),
      getHeaders: () => ({}),
      hijack: () => undefined,
      send: (value: unknown): unknown => written.push(value),
    };
    new GuardedResponse(reply, true, new Guard()).silence();
    expect(reply.send('more')).toBe(reply);
    expect([written, 'json' in reply]).toEqual([[], false]);
  });
});
