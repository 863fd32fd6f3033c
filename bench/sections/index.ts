import type { Section } from '../section.interface.js';
import { ablation } from './ablation.js';
import { callbacks } from './callbacks.js';
import { eventLoop } from './event-loop.js';
import { orders } from './orders.js';
import { orderSteps } from './order-steps.js';
import { profile } from './profile.js';
import { queue } from './queue.js';
import { scale } from './scale.js';
import { signatures } from './signatures.js';
import { start } from './start.js';
import { stores } from './stores.js';

/** By the name that the command line has for them. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  sign: signatures,
  callback: callbacks,
  ablation,
  profile,
  queue,
  order: orders,
  'order-steps': orderSteps,
  store: stores,
  loop: eventLoop,
  scale,
  start,
};
