import assert from 'node:assert/strict';
import { RequestMethod, type RequestMethod as Method } from '@nestjs/common';
import { ACKNOWLEDGED } from '../answers.js';
import { newOrderNo, type AppUnderTest } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

const CALLBACK = 'newpay/callback';

export async function movesItsRoutes(app: AppUnderTest): Promise<void> {
  assert.deepEqual(await app.get('/api/ping'), [200, '{"pong":true}']);
  assert.equal((await app.fetch('/ping')).status, 404);
}

/** What a test would miss that asks only where the route is. */
export function itIsNowhereElse(path: string): HostShape['describeMore'] {
  return ({ it }, app) => {
    it(`has no callback route at ${path}`, async () => {
      const { status, text } = await app().deliver(app().signedBody(newOrderNo()), { path });
      assert.equal(status, 404);
      assert.notEqual(text, ACKNOWLEDGED.text);
    });
  };
}

export const globalPrefix: HostShape = {
  title: 'a host with a global prefix',
  path: '/api/newpay/callback',
  configure: (app) => app.setGlobalPrefix('/api/'),
  control: movesItsRoutes,
  describeMore: itIsNowhereElse('/newpay/callback'),
};

type Exclusion = string | { path: string; method: Method };

function excluding(title: string, exclude: Exclusion[]): HostShape {
  return {
    title: `a host with a global prefix that excludes ${title}`,
    configure: (app) => app.setGlobalPrefix('api', { exclude }),
    control: movesItsRoutes,
    describeMore: itIsNowhereElse('/api/newpay/callback'),
  };
}

export const prefixesWithExclude: readonly HostShape[] = [
  excluding('callbacks', ['health', CALLBACK]),
  excluding('callbacks by their method', [{ path: CALLBACK, method: RequestMethod.POST }]),
  excluding('callbacks by a wildcard', ['newpay/*path']),
  {
    ...globalPrefix,
    title: 'a host with a global prefix that excludes other routes',
    configure: (app) =>
      app.setGlobalPrefix('api', {
        exclude: ['newpay', 'fault', { path: CALLBACK, method: RequestMethod.GET }],
      }),
    control: async (app) => {
      await movesItsRoutes(app);
      assert.equal((await app.get('/fault'))[0], 500);
    },
  },
];
