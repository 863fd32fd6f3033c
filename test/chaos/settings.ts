/** Less of everything, with `CI=true`. */
const isShort = process.env['CI'] === 'true';

/** How many orders go through each store; fewer on a machine that is busy with something else. */
export const ORDERS = Number(process.env['CHAOS_ORDERS'] ?? (isShort ? 300 : 1000));

/** How many processes share the stores; every other one runs on Fastify instead of Express. */
export const WORKERS = 4;

/** How many processes are killed, as far as the machine starts new ones in time. */
export const KILLS = isShort ? 20 : 50;

/** For how long orders are paid and processes killed, in milliseconds. */
export const STORM = Number(process.env['CHAOS_STORM'] ?? (isShort ? 30_000 : 78_000));

/** The maximum delay of payments behind their plan before kills wait for them, in milliseconds. */
export const LONGEST_LAG = 3_000;

/** How long it may take afterwards until the last callback is acknowledged, in milliseconds. */
export const CALM = 15_000;

/** The time limit of the whole run, in milliseconds. */
export const WATCHDOG = Number(process.env['CHAOS_WATCHDOG'] ?? STORM + 90_000);

/**
 * The lease: how long a claim of a killed process blocks an order, in milliseconds. It is renewed
 * while listeners run; a process that cannot renew it in time, on a busy machine, loses its claims.
 */
export const LEASE = 3_000;

/** How often a listener runs longer than the lease, and for how long, in milliseconds. */
export const SLOW = { chance: 0.01, least: 3_500, most: 5_500 } as const;

/** How often all database connections of the workers are killed. */
export const CONNECTION_KILLS = isShort ? 4 : 8;

/** How often Redis is killed and restarted with its data, and how often without. */
export const RESTARTS = { kept: 3, lost: 1 } as const;

/**
 * How long Redis is down at a restart, and how long clients may take to reconnect, in milliseconds.
 */
export const AWAY = { for: 300, noticed: 1_500 } as const;

/** The replay window, in milliseconds. */
export const REPLAY_WINDOW = 2 * 60_000;

/** The retention, in milliseconds; short, so that Redis soon drops the data of a killed run. */
export const RETENTION = 10 * 60_000;

/** How often listeners fail, before their effect or, where this is harmless, after it. */
export const FAULTS = { before: 0.1, after: 0.05 } as const;
