/** How many orders go through each store. */
export const ORDERS = 1000;

/** How many processes share the stores; every other one runs on Fastify instead of Express. */
export const WORKERS = 4;

/** How many processes are killed, as far as the machine starts new ones in time. */
export const KILLS = 50;

/** For how long orders are paid and processes killed, in milliseconds. */
export const STORM = 52_000;

/** How far payments may lag behind their plan before kills wait for them, in milliseconds. */
export const LONGEST_LAG = 3_000;

/** How long it may take afterwards until the last callback is acknowledged, in milliseconds. */
export const CALM = 15_000;

/** When the whole run is given up, in milliseconds: with the build before it, two minutes in all. */
export const WATCHDOG = 105_000;

/**
 * How long a claim of a killed process bars an order, in milliseconds. Longer than any listener here
 * takes, even on a busy machine: a listener that outlives its lease runs twice, kill or no kill.
 */
export const LEASE = 4_000;

/** How old a callback may be, in milliseconds. */
export const REPLAY_WINDOW = 2 * 60_000;

/** How long a store remembers, in milliseconds: little, so that Redis is soon rid of a killed run. */
export const RETENTION = 10 * 60_000;

/** How often listeners fail, before their effect or, where that does no harm, after it. */
export const FAULTS = { before: 0.1, after: 0.05 } as const;
