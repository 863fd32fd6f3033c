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
});
