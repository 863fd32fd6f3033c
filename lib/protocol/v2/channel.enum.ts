/**
 * How the payer of an order of API v2 pays
 * ([protocol 6.1](../../../docs/protocol.md#61-unified-order)).
 *
 * @publicApi
 */
export enum NewPayChannel {
  /** WeChat Pay on a web page. */
  WeChatOnline = 'WECHAT_ONLINE',
  /** WeChat Pay from an app. */
  WeChatApp = 'WECHAT_APP',
  /** A WeChat mini program. */
  WeChatMiniApp = 'WECHAT_MINI_APP',
  /** Alipay on a web page. */
  AlipayOnline = 'ALIPAY_ONLINE',
  /** LAO QR, with a code for each order. */
  LapNetOnline = 'LAP_NET_ONLINE',
  /** WeChat Pay, with a code for each order. */
  WeChatDynamic = 'WECHAT_DYNAMIC',
  /** Alipay, with a code for each order. */
  AlipayDynamic = 'ALIPAY_DYNAMIC',
  /** The NewPay app. */
  NewPayOnline = 'NEWPAY_ONLINE',
}
