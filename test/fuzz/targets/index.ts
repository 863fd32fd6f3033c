import type { FuzzTarget } from '../target.interface.js';
import { answer } from './answer.js';
import { callback } from './callback.js';
import { commandLine } from './command-line.js';
import { explanation } from './explanation.js';
import { key } from './key.js';
import { v2Callback } from './v2-callback.js';

export const TARGETS: Readonly<Record<string, FuzzTarget>> = {
  callback,
  'v2-callback': v2Callback,
  answer,
  key,
  explanation,
  'command-line': commandLine,
};
