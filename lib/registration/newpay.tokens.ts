/** The options as the app passed them. */
export const NEWPAY_GIVEN_OPTIONS = Symbol('NEWPAY_GIVEN_OPTIONS');

/** The resolved options of the registration; each class takes a slice of them. */
export const NEWPAY_OPTIONS = Symbol('NEWPAY_OPTIONS');

/** The `NewPayRegistration`: name and callback route. */
export const NEWPAY_REGISTRATION = Symbol('NEWPAY_REGISTRATION');

/** The current time in milliseconds since the epoch, as a function. */
export const NEWPAY_CLOCK = Symbol('NEWPAY_CLOCK');

/** A function that finds the app's OpenTelemetry tracer; it returns `undefined` without one. */
export const NEWPAY_TRACER = Symbol('NEWPAY_TRACER');

/** A function that finds the app's OpenTelemetry meter; it returns `undefined` without one. */
export const NEWPAY_METER = Symbol('NEWPAY_METER');

/** The `Watches` of the registration; `undefined` without a queue, or with `watch: false`. */
export const NEWPAY_WATCHES = Symbol('NEWPAY_WATCHES');

/** Makes the registration run the jobs of watches; it has no value. */
export const NEWPAY_WATCH_RUN = Symbol('NEWPAY_WATCH_RUN');

/** What the targets of watches know of the registration: its ids, its events and its clock. */
export const NEWPAY_WATCH_SOURCE = Symbol('NEWPAY_WATCH_SOURCE');

/** What is watched by API v1: a list of `WatchTarget`, empty without a queue. */
export const NEWPAY_V1_WATCH_TARGETS = Symbol('NEWPAY_V1_WATCH_TARGETS');

/** What is watched by API v2: a list of `WatchTarget`, empty without a queue. */
export const NEWPAY_V2_WATCH_TARGETS = Symbol('NEWPAY_V2_WATCH_TARGETS');

/** The callback store of the registration. */
export const NEWPAY_STORE = Symbol('NEWPAY_STORE');

/** The jobs of the registration's queue; `undefined` without the option `queue`. */
export const NEWPAY_JOBS = Symbol('NEWPAY_JOBS');
