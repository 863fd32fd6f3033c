import assert from 'node:assert/strict';
import compression from 'compression';
import helmet from 'helmet';
import { newOrderNo } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

const POST_JSON = { method: 'POST', headers: { 'content-type': 'application/json' } };

export const helmetAndCompression: HostShape = {
  title: 'a host with helmet and compression',
  // Without a threshold, so that answers as short as ours are compressed too.
  configure: (app) => app.use(helmet()).use(compression({ threshold: 0 })),
  control: async (app) => {
    const { headers } = await app.fetch('/ping');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('content-encoding'), 'gzip');
  },
  describeMore: ({ it }, app) => {
    it('answers in plain bytes all the same', async () => {
      const body = app().signedBody(newOrderNo());
      const { status, headers } = await app().fetch(app().path, { ...POST_JSON, body });
      assert.deepEqual([status, headers.get('content-encoding')], [200, null]);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    });
  },
};
