/** The options as the host gave them. */
export const NEWPAY_GIVEN_OPTIONS = Symbol('NEWPAY_GIVEN_OPTIONS');

/** The checked options of the registration, their keys parsed. */
export const NEWPAY_OPTIONS = Symbol('NEWPAY_OPTIONS');

/** What is known of the registration since its declaration: name and callback path. */
export const NEWPAY_REGISTRATION = Symbol('NEWPAY_REGISTRATION');

/** The current time in milliseconds since the epoch, as a function. */
export const NEWPAY_CLOCK = Symbol('NEWPAY_CLOCK');

/** The host's OpenTelemetry tracer, or `undefined`. */
export const NEWPAY_TRACER = Symbol('NEWPAY_TRACER');

/** What remembers handled callbacks. */
export const NEWPAY_STORE = Symbol('NEWPAY_STORE');
