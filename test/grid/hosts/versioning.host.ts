import assert from 'node:assert/strict';
import { VersioningType } from '@nestjs/common';
import type { HostShape } from '../host-shape.js';

export const versioning: HostShape = {
  title: 'a host with URI versioning and a default version',
  configure: (app) => app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
  control: async (app) => {
    assert.deepEqual(await app.get('/v1/ping'), [200, '{"pong":true}']);
    assert.equal((await app.fetch('/ping')).status, 404);
  },
};
