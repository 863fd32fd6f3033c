import assert from 'node:assert/strict';
import { ValidationPipe } from '@nestjs/common';
import type { HostShape } from '../host-shape.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, transform: true };

export const strictPipe: HostShape = {
  title: 'a host with a strict ValidationPipe',
  configure: (app) => app.useGlobalPipes(new ValidationPipe(RULES)),
  control: async (app) => {
    assert.equal((await app.deliver('{"text":"a"}', { path: '/echo' })).status, 201);
    assert.equal((await app.deliver('{"text":"a","b":1}', { path: '/echo' })).status, 400);
  },
};
