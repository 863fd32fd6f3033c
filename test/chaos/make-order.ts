import {
  Currency,
  NewPayChannel,
  PayMethod,
  type NewPayApi,
  type NewPayService,
  type NewPayV2Service,
} from 'nestjs-newpay';

/** The versions of NewPay's API, which take turns: every second order goes by v2. */
export const APIS = ['v1', 'v2'] as const satisfies readonly NewPayApi[];

/** The version that an order of a plan goes by. */
export function apiOf(index: number): NewPayApi {
  return APIS[index % APIS.length]!;
}

/** The services of one merchant. */
export interface Services {
  readonly v1: NewPayService;
  readonly v2: NewPayV2Service;
}

/** An order to be made, of 50000 kip. */
export interface OrderToMake {
  readonly api: NewPayApi;
  readonly orderNo: string;
  readonly callBackUrl: string;
}

/** Makes an order by its version of the API. */
export async function makeOrder({ v1, v2 }: Services, order: OrderToMake): Promise<void> {
  const { api, orderNo, callBackUrl } = order;
  const fields = { orderNo, callBackUrl, orderAmt: '50000', currency: Currency.LAK };
  await (api === 'v1'
    ? v1.createOrder({ ...fields, payMethod: PayMethod.NewPay })
    : v2.createOrder({ ...fields, channel: NewPayChannel.NewPayOnline }));
}
