import type { Settings } from './section.interface.js';

/** What the figures in the documents were measured with. */
export const FULL: Settings = {
  rounds: 9,
  roundMs: 1_000,
  soakSeconds: 600,
  remembered: 1_000_000,
};

/** To see that everything runs; its figures mean little. */
export const QUICK: Settings = { rounds: 2, roundMs: 200, soakSeconds: 3, remembered: 20_000 };
