import { expect, it } from '@jest/globals';
import { readerOf } from '../../lib/host/body-consumer-name.js';

it.each([
  ['no app', {}],
  ['an app without a router', { app: {} }],
  ['a router without layers', { app: { router: {} } }],
  ['a layer without a name', { app: { router: { stack: [{}] } } }],
])('No middleware is named as the reader of a request that shows %s.', (_what, more) => {
  expect(readerOf({ headers: {}, ...more })).toBeUndefined();
});
