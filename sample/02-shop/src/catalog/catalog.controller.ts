import { Controller, Get, Header } from '@nestjs/common';
import { PaymentGateway } from '../newpay/payment-gateway.js';
import { newNumber } from '../orders/order.js';
import { Layout } from '../views/layout.js';
import { CatalogService } from './catalog.service.js';
import { productsPage } from './products.page.js';

@Controller()
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly gateway: PaymentGateway,
    private readonly layout: Layout,
  ) {}

  /** Not stored: a page from a cache would have a form that was sent before. */
  @Get()
  @Header('Cache-Control', 'no-store')
  list(): string {
    return this.layout.render(
      productsPage(this.catalog.list(), this.gateway.payMethods, newNumber()),
    );
  }
}
