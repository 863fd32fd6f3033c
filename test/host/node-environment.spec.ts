import { afterEach, describe, expect, it } from '@jest/globals';
import { isProduction } from '../../lib/host/node-environment.js';

const { NODE_ENV } = process.env;

afterEach(() => {
  process.env['NODE_ENV'] = NODE_ENV;
});

describe('the environment', () => {
  it.each([
    ['production', true],
    ['Production', false],
    ['development', false],
    ['', false],
  ])('NODE_ENV=%s is production: %s', (value, expected) => {
    process.env['NODE_ENV'] = value;
    expect(isProduction()).toBe(expected);
  });
});
