import assert from 'node:assert/strict';
import type { HostShape } from '../host-shape.js';

export const bare: HostShape = {
  title: 'a bare host',
  control: async (cell) => {
    assert.deepEqual(await cell.get('/ping'), [200, '{"pong":true}']);
  },
};
