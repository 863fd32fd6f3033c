import { describe, expect, it } from '@jest/globals';
import { textReply } from '../../lib/sandbox/http/reply.js';
import { Router, type Route } from '../../lib/sandbox/http/router.js';

/** A route that answers with its name and the id in the path. */
const named = (name: string, path: string, method?: 'GET' | 'POST'): Route => ({
  ...(method === undefined ? {} : { method }),
  path,
  handle: (_request, params) => textReply(`${name} ${params['id'] ?? 'without id'}`, 200),
});

const router = new Router(
  [
    named('show', '/orders/:id', 'GET'),
    named('pay', '/orders/:id', 'POST'),
    named('any', '/any'),
    named('later', '/any'),
  ],
  () => textReply('fallback', 404),
);

async function answerTo(method: string, path: string): Promise<string> {
  const { body } = await router.route({
    method,
    path,
    headers: {},
    body: new Uint8Array(),
    isLocal: true,
  });
  return body;
}

describe('a request of the sandbox', () => {
  it.each([
    ['GET', '/orders/A1', 'show A1'],
    ['POST', '/orders/A1', 'pay A1'],
    ['GET', '/any', 'any without id'],
    ['PUT', '/any', 'any without id'],
  ])('%s %s goes to the first route that fits', async (method, path, expected) => {
    expect(await answerTo(method, path)).toBe(expected);
  });

  it.each([
    ['DELETE', '/orders/A1'],
    ['GET', '/orders'],
    ['GET', '/orders/A1/more'],
    ['GET', '/other/A1'],
    ['GET', '/'],
  ])('%s %s goes to no route', async (method, path) => {
    expect(await answerTo(method, path)).toBe('fallback');
  });
});
