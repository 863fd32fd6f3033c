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

/** The callback store of the registration. */
export const NEWPAY_STORE = Symbol('NEWPAY_STORE');

/** The jobs of the registration's queue; `undefined` without the option `queue`. */
export const NEWPAY_JOBS = Symbol('NEWPAY_JOBS');
