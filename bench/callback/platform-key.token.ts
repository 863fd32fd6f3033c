/** NewPay's public key as PEM, for the routes that are written by hand. */
export const PLATFORM_KEY = Symbol('PLATFORM_KEY');
