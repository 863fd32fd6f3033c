import assert from 'node:assert/strict';
import { VersioningType } from '@nestjs/common';
import type { HostShape } from '../host-shape.js';

export const versioning: HostShape = {
  title: 'a host with URI versioning and a default version',
  configure: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
  control: async (cell) => {
    assert.deepEqual(await cell.get('/v1/ping'), [200, '{"pong":true}']);
    assert.equal((await cell.fetch('/ping')).status, 404);
  },
};
