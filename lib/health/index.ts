export { NewPayHealthIndicator } from './newpay-health.indicator.js';
export type { NewPayHealthOptions } from './newpay-health.indicator.js';
