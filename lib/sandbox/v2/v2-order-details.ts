/** What only an order of API v2 has (protocol 6.1, 6.2 and 7). */
export interface V2OrderDetails {
  /** A channel of a unified order; `ALIPAY` or `WECHAT` for a scanned one. */
  readonly channel: string;
  readonly orderType: string;
}

/** How NewPay reports the orders of a channel. */
interface ChannelRule {
  /** 1 and 11 are documented. The others are invented, so that an app meets a code it does not know. */
  readonly payMethod: number;
  readonly orderType: string;
}

/** The channels of a unified order (protocol 6.1). Which `orderType` belongs to which is inferred. */
export const CHANNELS: Readonly<Record<string, ChannelRule>> = {
  WECHAT_ONLINE: { payMethod: 1, orderType: 'ONLINE' },
  WECHAT_APP: { payMethod: 1, orderType: 'APP' },
  WECHAT_MINI_APP: { payMethod: 1, orderType: 'MINI_APP' },
  ALIPAY_ONLINE: { payMethod: 11, orderType: 'ONLINE' },
  LAP_NET_ONLINE: { payMethod: 21, orderType: 'DYNAMIC_CODE' },
  WECHAT_DYNAMIC: { payMethod: 1, orderType: 'DYNAMIC_CODE' },
  ALIPAY_DYNAMIC: { payMethod: 11, orderType: 'DYNAMIC_CODE' },
  NEWPAY_ONLINE: { payMethod: 22, orderType: 'ONLINE' },
};
