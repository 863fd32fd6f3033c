/** The `RefundAllowance` of API v2, whose orders go by NewPay's number. */
export const NEWPAY_V2_ALLOWANCE = Symbol('NEWPAY_V2_ALLOWANCE');
