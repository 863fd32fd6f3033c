import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpStatus,
  Param,
  Post,
  Query,
  Redirect,
  Sse,
  type HttpRedirectResponse,
  type MessageEvent,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { CatalogService } from '../catalog/catalog.service.js';
import { Layout } from '../views/layout.js';
import { BuyDto } from './buy.dto.js';
import { CheckoutService, deviceOf } from './checkout.service.js';
import { buyersState, orderPage, type Back } from './order.page.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';
import { PaymentCheck } from './payment-check.service.js';

/**
 * The buyer's pages. The number of an order is hard to guess, so that only its buyer knows the address.
 */
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly checkout: CheckoutService,
    private readonly orders: OrdersRepository,
    private readonly payments: PaymentCheck,
    private readonly updates: OrderUpdates,
    private readonly layout: Layout,
  ) {}

  /** 303: the browser follows with GET, so that a reload does not buy twice. */
  @Post()
  @Redirect('/', HttpStatus.SEE_OTHER)
  async buy(
    @Body() { productId, payMethod, formKey }: BuyDto,
    @Headers('user-agent') userAgent?: string,
  ): Promise<Pick<HttpRedirectResponse, 'url'>> {
    const product = this.catalog.find(productId);
    if (!product) {
      throw new BadRequestException('We do not sell this product.');
    }
    const purchase = { product, payMethod, formKey };
    const order = await this.checkout.buy(purchase, deviceOf(userAgent));
    return { url: (order.status === 'pending' && order.payUrl) || `/orders/${order.orderNo}` };
  }

  @Get(':orderNo')
  @Header('Cache-Control', 'no-store')
  async show(@Param('orderNo') orderNo: string, @Query('back') from?: string): Promise<string> {
    const order = await this.orders.get(orderNo);
    const back = backFrom(from);
    if (order.status === 'pending' && (back !== undefined || order.payUrl === undefined)) {
      // The callback may be late or lost: NewPay is asked now, and not only by the order's watch.
      await this.payments.ask(order);
    }
    return this.layout.render(orderPage(await this.orders.get(orderNo), back));
  }

  /** Sends the status of an order as its page shows it, now and after every change. */
  @Sse(':orderNo/updates')
  async follow(
    @Param('orderNo') orderNo: string,
    @Query('back') from?: string,
  ): Promise<Observable<MessageEvent>> {
    return this.updates.follow(orderNo, (order) => buyersState(order, backFrom(from)));
  }
}

const BACK: readonly Back[] = ['success', 'failure', 'cancel'];

function backFrom(query: string | undefined): Back | undefined {
  return BACK.find((back) => back === query);
}
