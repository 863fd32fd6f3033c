import type { HostShape } from '../host-shape.js';
import { bare } from './bare.host.js';
import { catchAll } from './catch-all.host.js';
import { bodyParsers } from './body-parsers.host.js';
import { interceptors } from './interceptors.host.js';
import { pipes } from './pipes.host.js';
import { wrappedAnswers } from './wrapped-answers.host.js';
import { envelope } from './envelope.host.js';
import { everything } from './everything.host.js';
import { globalPrefix, prefixesWithExclude } from './global-prefix.host.js';
import { guarded } from './guarded.host.js';
import { helmetAndCompression } from './helmet-compression.host.js';
import { requestScoped } from './request-scoped.host.js';
import { routerModule } from './router-module.host.js';
import { strictPipe } from './strict-pipe.host.js';
import { throttled, throttledButForCallbacks } from './throttled.host.js';
import { versioning } from './versioning.host.js';

/** Every host of the grid. */
export const HOSTS: readonly HostShape[] = [
  bare,
  globalPrefix,
  ...prefixesWithExclude,
  routerModule,
  versioning,
  strictPipe,
  envelope,
  catchAll,
  guarded,
  throttled,
  throttledButForCallbacks,
  helmetAndCompression,
  requestScoped,
  ...bodyParsers,
  ...pipes,
  ...interceptors,
  ...wrappedAnswers,
  everything,
];
