import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpStatus,
  NotFoundException,
  Param,
  Post,
  Query,
  Redirect,
  Sse,
  type HttpRedirectResponse,
  type MessageEvent,
} from '@nestjs/common';
import { concatMap, map, type Observable } from 'rxjs';
import { CatalogService } from '../catalog/catalog.service.js';
import { BuyDto } from './buy.dto.js';
import { CheckoutService, deviceOf } from './checkout.service.js';
import { OrderUpdates } from './order-updates.js';
import { orderPage, orderState } from './order.page.js';
import type { Order } from './order.js';
import { ordersPage } from './orders.page.js';
import { OrdersRepository } from './orders.repository.js';
import { RefundsService } from './refunds.service.js';

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly checkout: CheckoutService,
    private readonly orders: OrdersRepository,
    private readonly refunds: RefundsService,
    private readonly updates: OrderUpdates,
  ) {}

  /** 303: the browser follows with GET, so that a reload does not buy twice. */
  @Post()
  @Redirect('/', HttpStatus.SEE_OTHER)
  async buy(
    @Body() { productId, payMethod }: BuyDto,
    @Headers('user-agent') userAgent?: string,
  ): Promise<Pick<HttpRedirectResponse, 'url'>> {
    const product = this.catalog.find(productId);
    if (!product) {
      throw new BadRequestException('We do not sell this product.');
    }
    const order = await this.checkout.buy(product, payMethod, deviceOf(userAgent));
    return { url: (order.status === 'pending' && order.payUrl) || `/orders/${order.orderNo}` };
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  async list(): Promise<string> {
    return ordersPage(await this.orders.list());
  }

  @Get(':orderNo')
  @Header('Cache-Control', 'no-store')
  async show(
    @Param('orderNo') orderNo: string,
    @Query('cancelled') cancelled?: string,
  ): Promise<string> {
    return orderPage(await this.#find(orderNo), cancelled !== undefined);
  }

  /** For the clerk. A real shop requires a login here. */
  @Post(':orderNo/refund')
  @Redirect('/', HttpStatus.SEE_OTHER)
  async refund(@Param('orderNo') orderNo: string): Promise<Pick<HttpRedirectResponse, 'url'>> {
    await this.refunds.refund(await this.#find(orderNo));
    return { url: `/orders/${orderNo}` };
  }

  /** Sends the status of an order as its page shows it, now and after every change. */
  @Sse(':orderNo/updates')
  async follow(@Param('orderNo') orderNo: string): Promise<Observable<MessageEvent>> {
    await this.#find(orderNo);
    return this.updates.of(orderNo).pipe(
      concatMap(() => this.#find(orderNo)),
      map((order) => ({ data: orderState(order).toString() })),
    );
  }

  async #find(orderNo: string): Promise<Order> {
    const order = await this.orders.find(orderNo);
    if (!order) {
      throw new NotFoundException('There is no such order.');
    }
    return order;
  }
}
