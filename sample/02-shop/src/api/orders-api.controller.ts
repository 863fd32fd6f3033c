import { BadRequestException, Body, Controller, Get, Headers, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CatalogService } from '../catalog/catalog.service.js';
import { BuyDto } from '../orders/buy.dto.js';
import { CheckoutService, deviceOf } from '../orders/checkout.service.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { OrderDto } from './order.dto.js';

/** The orders as JSON, for an app on a phone or in a browser. Errors are JSON, too. */
@ApiTags('Orders')
@Controller('api/orders')
export class OrdersApiController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly checkout: CheckoutService,
    private readonly orders: OrdersRepository,
  ) {}

  /** Orders a product. The buyer pays at `payUrl`. */
  @Post()
  @ApiCreatedResponse({ type: OrderDto })
  @ApiBadRequestResponse({ description: 'No such product or pay method' })
  async buy(
    @Body() { productId, payMethod, formKey }: BuyDto,
    @Headers('user-agent') userAgent?: string,
  ): Promise<OrderDto> {
    const product = this.catalog.find(productId);
    if (!product) {
      throw new BadRequestException('We do not sell this product.');
    }
    const purchase = { product, payMethod, formKey };
    return OrderDto.of(await this.checkout.buy(purchase, deviceOf(userAgent)));
  }

  @Get()
  @ApiOkResponse({ type: [OrderDto] })
  async list(): Promise<OrderDto[]> {
    return (await this.orders.list()).map((order) => OrderDto.of(order));
  }

  @Get(':orderNo')
  @ApiOkResponse({ type: OrderDto })
  @ApiNotFoundResponse({ description: 'No such order' })
  async show(@Param('orderNo') orderNo: string): Promise<OrderDto> {
    return OrderDto.of(await this.orders.get(orderNo));
  }
}
