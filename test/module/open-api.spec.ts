import { afterEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Post, VersioningType } from '@nestjs/common';
import {
  ApiExcludeController,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { CreateOrderDto, CreateRefundDto, NewPayModule } from '../../lib/index.js';
import { DOCUMENTED_FIELDS } from '../../lib/protocol/v1/documented-fields.js';
import { DOCUMENTED_V2_FIELDS } from '../../lib/protocol/v2/documented-fields.js';
import {
  PAYMENT_CALLBACK_SCHEMA,
  REFUND_CALLBACK_SCHEMA,
} from '../../lib/protocol/v1/callback-schemas.js';
import {
  V2_PAYMENT_CALLBACK_SCHEMA,
  V2_PAYMENT_SCHEMA,
  V2_REFUND_CALLBACK_SCHEMA,
} from '../../lib/protocol/v2/callback-schemas.js';
import {
  PLATFORMS,
  startHostApp,
  validOptions,
  type HostApp,
  type HostAppOptions,
} from '../support/host-app.js';
import { paymentFields, refundFields } from '../support/signed-callback.js';
import { v2PaymentFields } from '../support/v2-messages.js';

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

let host: HostApp | undefined;

afterEach(async () => {
  await host?.app.close();
  host = undefined;
});

async function documentOf(
  version: '3.0.0' | '3.1.0',
  settings: HostAppOptions = {},
): Promise<OpenAPIObject> {
  host = await startHostApp({ controllers: [ShopController], ...settings });
  const config = new DocumentBuilder().setOpenAPIVersion(version).build();
  return SwaggerModule.createDocument(host.app, config);
}

describe('OpenAPI', () => {
  it('The OpenAPI document of the host has the DTOs, and not the callback route.', async () => {
    const document = await documentOf('3.0.0');
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

describe('The callback', () => {
  it.each(PLATFORMS)(
    'is a webhook of an OpenAPI 3.1 document, and no path of it (%s)',
    async (platform) => {
      const document = await documentOf('3.1.0', {
        platform,
        configure: (app) => {
          app.setGlobalPrefix('api');
          app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        },
      });

      expect(JSON.stringify(document.paths)).not.toMatch(/newpay|callback"/i);
      expect(Object.keys(document.paths)).toEqual(['/api/v1/shop/order', '/api/v1/shop/refund']);
      expect(document.webhooks).toMatchObject({
        newpayCallback: {
          post: {
            operationId: 'newpayCallback',
            summary: "NewPay's callback",
            description:
              'NewPay posts the result of a payment or a refund, signed, to the `callBackUrl` of the order. No client of this API sends it.',
            requestBody: {
              required: true,
              content: {
                'application/json': {
                  schema: {
                    oneOf: [
                      PAYMENT_CALLBACK_SCHEMA,
                      REFUND_CALLBACK_SCHEMA,
                      V2_PAYMENT_CALLBACK_SCHEMA,
                      V2_REFUND_CALLBACK_SCHEMA,
                    ],
                  },
                },
              },
            },
            responses: {
              200: {
                description:
                  'Every listener has finished, now or before. NewPay does not deliver it again.',
                content: {
                  'application/json': {
                    schema: { properties: { transResult: { enum: ['SUCCESS'] } } },
                  },
                },
              },
              default: {
                description: 'NewPay delivers it again.',
                content: {
                  'application/json': {
                    schema: { properties: { transResult: { enum: ['FAIL'] } } },
                  },
                },
              },
            },
          },
        },
      });
    },
  );

  it('is nowhere in an OpenAPI 3.0 document, which has no webhooks', async () => {
    const document = await documentOf('3.0.0');
    expect(JSON.stringify(document)).not.toMatch(/newpayCallback|NewPay payment callback/);
  });

  it('is left out of a document of every version by ApiExcludeController() among its decorators', async () => {
    const callback = { decorators: [ApiExcludeController()] };
    const document = await documentOf('3.1.0', { options: { callback } });
    expect(document.webhooks).toBeUndefined();
  });

  it('is one webhook for each merchant', async () => {
    const document = await documentOf('3.1.0', {
      modules: [
        NewPayModule.forRoot(validOptions()),
        NewPayModule.forRoot({ ...validOptions({ appId: 'b' }), name: 'books' }),
      ],
    });
    expect(Object.keys(document.webhooks ?? {})).toEqual([
      'newpayCallback',
      'newpayCallback.books',
    ]);
  });

  it.each([
    ['payment', PAYMENT_CALLBACK_SCHEMA, DOCUMENTED_FIELDS.paymentCallback, paymentFields()],
    ['refund', REFUND_CALLBACK_SCHEMA, DOCUMENTED_FIELDS.refundCallback, refundFields()],
    ['payment of v2', V2_PAYMENT_SCHEMA, DOCUMENTED_V2_FIELDS.payment, v2PaymentFields()],
    [
      'payment of v2 with nulls',
      V2_PAYMENT_SCHEMA,
      DOCUMENTED_V2_FIELDS.payment,
      { orderType: null, subject: null, attach: null, settlementStatus: null, paytime: null },
    ],
  ])(
    'has a schema of a %s with every documented field and their types',
    (_kind, schema, fields, sent) => {
      expect(Object.keys(schema.properties).toSorted()).toEqual([...fields, 'sign'].toSorted());
      expect(schema.required.filter((name) => !(name in schema.properties))).toEqual([]);
      for (const [name, value] of Object.entries(sent)) {
        expect([schema.properties[name]?.type].flat()).toContain(
          value === null ? 'null' : typeof value,
        );
      }
    },
  );
});
