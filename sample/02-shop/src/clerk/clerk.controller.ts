import {
  Controller,
  Get,
  Header,
  HttpStatus,
  Param,
  Post,
  Redirect,
  Sse,
  type HttpRedirectResponse,
  type MessageEvent,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import { NewPayAccount } from '../newpay/newpay-account.js';
import { OrderUpdates } from '../orders/order-updates.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { RefundsService } from '../orders/refunds.service.js';
import { Layout } from '../views/layout.js';
import { clerksOrderPage, clerksState } from './clerks-order.page.js';
import { ordersPage } from './orders.page.js';
import { refundPage } from './refund.page.js';

/** The clerk's pages: every order, and the refunds. A real shop requires a login here. */
@Controller('clerk')
export class ClerkController {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly refunds: RefundsService,
    private readonly updates: OrderUpdates,
    private readonly account: NewPayAccount,
    private readonly layout: Layout,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async list(): Promise<string> {
    return this.layout.render(ordersPage(await this.orders.list()));
  }

  @Get('orders/:orderNo')
  @Header('Cache-Control', 'no-store')
  async show(@Param('orderNo') orderNo: string): Promise<string> {
    const order = await this.orders.get(orderNo);
    if (order.status === 'refunding') {
      await this.refunds.check(order);
    }
    return this.layout.render(clerksOrderPage(await this.orders.get(orderNo), this.account));
  }

  @Sse('orders/:orderNo/updates')
  async follow(@Param('orderNo') orderNo: string): Promise<Observable<MessageEvent>> {
    return this.updates.follow(orderNo, (order) => clerksState(order, this.account));
  }

  /** The page that asks the clerk before a refund. It changes nothing. */
  @Get('orders/:orderNo/refund')
  @Header('Cache-Control', 'no-store')
  async ask(@Param('orderNo') orderNo: string): Promise<string> {
    return this.layout.render(refundPage(await this.orders.get(orderNo), this.account));
  }

  @Post('orders/:orderNo/refund')
  @Redirect('/', HttpStatus.SEE_OTHER)
  async refund(@Param('orderNo') orderNo: string): Promise<Pick<HttpRedirectResponse, 'url'>> {
    await this.refunds.refund(await this.orders.get(orderNo));
    return { url: `/clerk/orders/${orderNo}` };
  }
}
