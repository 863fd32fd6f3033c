import type { FuzzTarget } from '../target.interface.js';
import { answer } from './answer.js';
import { callback } from './callback.js';
import { commandLine } from './command-line.js';
import { explanation } from './explanation.js';
import { key } from './key.js';

export const TARGETS: Readonly<Record<string, FuzzTarget>> = {
  callback,
  answer,
  key,
  explanation,
  'command-line': commandLine,
};
