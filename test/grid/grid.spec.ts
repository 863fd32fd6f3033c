import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import { loadCommonJs } from './common-js.js';

jest.unstable_mockModule('@nestjs/throttler', () =>
  loadCommonJs('@nestjs/throttler', { '@nestjs/common': common, '@nestjs/core': core }),
);
const { describeGrid } = await import('./grid.js');

// On Nest 11 it runs in test/nest-11.
describe('Nest 12', () => {
  describeGrid({ describe, it, beforeAll, afterAll });
});
