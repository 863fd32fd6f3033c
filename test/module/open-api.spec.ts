import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Post } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { CreateOrderDto, CreateRefundDto } from '../../lib/index.js';
import { startHostApp } from '../support/host-app.js';

@Controller('shop')
class ShopController {
  @Post('order')
  order(@Body() order: CreateOrderDto): CreateOrderDto {
    return order;
  }

  @Post('refund')
  refund(@Body() refund: CreateRefundDto): CreateRefundDto {
    return refund;
  }
}

describe('OpenAPI', () => {
  it('The OpenAPI document of the host has the DTOs, and not the callback route.', async () => {
    const { app } = await startHostApp({ controllers: [ShopController] });
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    await app.close();
    expect(Object.keys(document.paths)).toEqual(['/shop/order', '/shop/refund']);
    const { CreateOrderDto: order, CreateRefundDto: refund } = (document.components?.schemas ??
      {}) as Record<string, { properties: Record<string, object>; required: string[] }>;
    expect(order?.required).toEqual(['payMethod', 'currency', 'orderAmt', 'orderNo']);
    expect(Object.keys(order?.properties ?? {})).toEqual([
      'payMethod',
      'currency',
      'orderAmt',
      'orderNo',
      'callBackUrl',
      'successPageUrl',
      'failurePageUrl',
      'cancelPageUrl',
      'subject',
      'extra',
      'terminal',
    ]);
    expect(order?.properties['orderAmt']).toMatchObject({ type: 'string', example: '50000' });
    expect(document.components?.schemas).toMatchObject({
      PayMethod: { type: 'number', enum: [1, 3, 4, 5, 6] },
      Currency: { type: 'string', enum: ['LAK', 'USD'] },
    });
    expect(order?.properties['terminal']).toMatchObject({ enum: ['website', 'mobile'] });
    expect(refund?.required).toEqual(['orderNo', 'refundOrderNo', 'refundOrderAmt', 'refundDesc']);
  });
});
