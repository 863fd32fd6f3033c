import { Controller, Get, Header, Post, Redirect } from '@nestjs/common';
import { OrdersService, type OrderState } from './orders.service.js';

@Controller()
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  @Header('Content-Type', 'text/html')
  shop(): string {
    return '<form method="post" action="/orders"><button>Coffee, 50,000 LAK</button></form>';
  }

  /** Redirects the payer to the cashier page. */
  @Post('orders')
  @Redirect()
  async buy(): Promise<{ url: string; statusCode: number }> {
    return { url: await this.orders.buyCoffee(), statusCode: 303 };
  }

  /** The payer returns to one of these pages. They prove nothing, because anybody can open them. */
  @Get(['success', 'failure', 'cancel'])
  @Header('Content-Type', 'text/html')
  returned(): string {
    return '<p>You are back from NewPay. <a href="/orders">See whether your order is paid</a>.</p>';
  }

  @Get('orders')
  list(): Record<string, OrderState> {
    return Object.fromEntries(this.orders.states);
  }
}
