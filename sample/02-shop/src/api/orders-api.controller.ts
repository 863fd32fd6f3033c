import {
  BadRequestException,
  Body,
  Controller,
  Get,
  Headers,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
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
    @Body() { productId, payMethod }: BuyDto,
    @Headers('user-agent') userAgent?: string,
  ): Promise<OrderDto> {
    const product = this.catalog.find(productId);
    if (!product) {
      throw new BadRequestException('We do not sell this product.');
    }
    return OrderDto.of(await this.checkout.buy(product, payMethod, deviceOf(userAgent)));
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
    const order = await this.orders.find(orderNo);
    if (!order) {
      throw new NotFoundException('There is no such order.');
    }
    return OrderDto.of(order);
  }
}
