/** How many orders go through each store; fewer on a machine that is busy with something else. */
export const ORDERS = Number(process.env['CHAOS_ORDERS'] ?? 1000);

/** How many processes share the stores; every other one runs on Fastify instead of Express. */
export const WORKERS = 4;

/** How many processes are killed, as far as the machine starts new ones in time. */
export const KILLS = 50;

/** For how long orders are paid and processes killed, in milliseconds. */
export const STORM = Number(process.env['CHAOS_STORM'] ?? 52_000);

/** How far payments may lag behind their plan before kills wait for them, in milliseconds. */
export const LONGEST_LAG = 3_000;

/** How long it may take afterwards until the last callback is acknowledged, in milliseconds. */
export const CALM = 15_000;

/** When the whole run is given up, in milliseconds: with the build before it, two minutes in all. */
export const WATCHDOG = Number(process.env['CHAOS_WATCHDOG'] ?? 105_000);

/**
 * How long a claim of a killed process bars an order, in milliseconds. It is renewed while listeners
 * run; a process that cannot renew for so long, on a machine that is that busy, loses its claims.
 */
export const LEASE = 3_000;

/** How often a listener outlives its lease, and how long it takes then, in milliseconds. */
export const SLOW = { chance: 0.01, least: 3_500, most: 5_500 } as const;

/** How often all database connections of the workers are killed. */
export const CONNECTION_KILLS = 8;

/** How often Redis is killed and started again with all that it had, and how often with nothing. */
export const RESTARTS = { kept: 3, lost: 1 } as const;

/** How long Redis is away at a restart, in milliseconds, and how long clients may take to notice its return. */
export const AWAY = { for: 300, noticed: 1_500 } as const;

/** How old a callback may be, in milliseconds. */
export const REPLAY_WINDOW = 2 * 60_000;

/** How long a store remembers, in milliseconds: little, so that Redis is soon rid of a killed run. */
export const RETENTION = 10 * 60_000;

/** How often listeners fail, before their effect or, where that does no harm, after it. */
export const FAULTS = { before: 0.1, after: 0.05 } as const;
