/** Less of everything, so that it takes two minutes: with `CI=true`. */
const isShort = process.env['CI'] === 'true';

/** How many orders go through each engine. */
export const ORDERS = Number(process.env['CHAOS_ORDERS'] ?? (isShort ? 250 : 1000));

/** How many processes share the queues. */
export const WORKERS = 4;

/** For how long orders are made and processes killed, in milliseconds. */
export const STORM = Number(process.env['CHAOS_STORM'] ?? (isShort ? 40_000 : 240_000));

/** How many processes are killed, as far as the machine starts new ones in time. */
export const KILLS = Math.round(STORM / 5_000);

/** How often Redis is killed and restarted from its append-only file. */
export const RESTARTS = Math.max(2, Math.round(STORM / 48_000));

/** How often all connections of the workers to PostgreSQL are killed. */
export const CONNECTION_KILLS = Math.max(2, Math.round(STORM / 30_000));

/**
 * How long it may take afterwards until everything is final, in milliseconds: a watch whose process was
 * killed while it asked is run again after a minute, and a listener whose connection never answers is given up
 * after two.
 */
export const CALM = 150_000;

/**
 * How long an operator waits after the storm before the orders that are not final are redelivered, in
 * milliseconds.
 */
export const PATIENCE = isShort ? 30_000 : 60_000;

/** The time limit of the whole run, in milliseconds. */
export const WATCHDOG = Number(process.env['CHAOS_WATCHDOG'] ?? STORM + CALM + 60_000);

/** When the service that is down at first comes up, after the start of the storm, in milliseconds. */
export const DOWN = STORM / 2;

/** The share of the orders whose callback never comes. */
export const WITHHELD = 0.25;

/** Of how many orders the `createOrder` is killed, before NewPay gets it and after. */
export const CUTS = isShort ? { before: 2, after: 2 } : { before: 10, after: 10 };

/** The share of the orders of which an attempt to pay fails, and a callback says so. */
export const FAILING = 0.25;

/** How often the listener `ship` fails, before its effect or after it. */
export const FAULTS = { before: 0.1, after: 0.05 } as const;

/** How often a listener runs longer than the leases of the engines, and for how long, in milliseconds. */
export const SLOW = { chance: 0.01, least: 3_500, most: 4_500 } as const;

/**
 * When the workers ask for an order, in milliseconds: first when its payment is over, and last when no
 * order can be paid any more.
 */
export const WATCH = [3_000, 8_000, 20_000] as const;

/** How often a job is run, and the pause after its first failure, in milliseconds. */
export const RETRY = { attempts: 20, delay: 200 } as const;

/** How long what a dead process held counts as held, in milliseconds. */
export const LEASES = { bullMq: 2_000, pgBoss: 3_000, store: 3_000 } as const;
