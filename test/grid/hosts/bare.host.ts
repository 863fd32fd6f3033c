import assert from 'node:assert/strict';
import type { HostShape } from '../host-shape.js';

export const bare: HostShape = {
  title: 'a bare host',
  control: async (app) => {
    assert.deepEqual(await app.get('/ping'), [200, '{"pong":true}']);
  },
};
