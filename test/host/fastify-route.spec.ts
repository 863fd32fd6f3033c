import { describe, expect, it } from '@jest/globals';
import { coverFastifyRoutes } from '../../lib/host/fastify-route.js';

describe('a hook that is to be the first of a Fastify app', () => {
  const other = () => undefined;

  it.each<[string, (hook: unknown) => object]>([
    ['no hooks', () => ({})],
    ['no hooks of requests', () => ({ [Symbol('fastify.hooks')]: {} })],
    ['something else than a list', () => ({ [Symbol('fastify.hooks')]: { onRequest: 'none' } })],
    ['a list without it', () => ({ [Symbol('fastify.hooks')]: { onRequest: [other, other] } })],
    ['no description', (hook) => ({ [Symbol()]: { onRequest: [other, hook] } })],
  ])('stays where it was added in an app that shows %s', (_what, showing) => {
    const added: string[] = [];
    const lists: unknown[] = [];
    const app = {
      addHook(name: string, hook: unknown) {
        added.push(name);
        Object.assign(app, showing(hook));
        return app;
      },
      after(run: () => void) {
        const before = hooksOf(app);
        run();
        lists.push(before, hooksOf(app));
      },
    };
    coverFastifyRoutes(app, { isCovered: () => true, begin: other, read: other });
    expect(added).toEqual(['onRequest', 'onRoute']);
    expect(lists[1]).toEqual(lists[0]);
  });
});

/** A copy of what an app has under symbols. */
function hooksOf(app: object): unknown[] {
  return Object.getOwnPropertySymbols(app).map((key) => {
    const { onRequest } = Reflect.get(app, key) as { onRequest?: unknown };
    return Array.isArray(onRequest) ? onRequest.slice() : onRequest;
  });
}
