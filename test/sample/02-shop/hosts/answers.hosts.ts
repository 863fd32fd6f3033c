import { expect } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import helmet from 'helmet';
import { map, tap } from 'rxjs';
import { open } from '../browser.js';
import type { HostShop } from './open-host-shop.js';
import type { ShopHost } from './shop-host.js';

const onExpress = { platforms: ['express'] } as const;

async function answersJson({ url }: HostShop, pattern: RegExp): Promise<void> {
  expect((await open(`${url}/api/orders`)).text).toMatch(pattern);
}

/** A page of the shop, or the redirect to one. */
function isPage(data: unknown): boolean {
  return typeof data === 'string' || (typeof data === 'object' && data !== null && 'url' in data);
}

interface JsonResponse {
  json(data: unknown): unknown;
}

const afterwardsSetting: ShopHost = {
  title: 'with an interceptor that sets a header after the handler',
  configure: (app) =>
    app.useGlobalInterceptors({
      intercept: (context, next) =>
        next.handle().pipe(
          tap(() => {
            const response = context.switchToHttp().getResponse<{
              header(name: string, value: string): unknown;
            }>();
            response.header('x-took', '1');
          }),
        ),
    }),
  control: async ({ url }) => {
    expect((await fetch(url)).headers.get('x-took')).toBe('1');
  },
};

/** Hosts that change responses or their headers. */
export const answers: readonly ShopHost[] = [
  {
    title: 'with a middleware that wraps res.json in an envelope',
    ...onExpress,
    configure: (app) =>
      app.use((_request: unknown, response: JsonResponse, next: () => void) => {
        const json = response.json.bind(response);
        response.json = (data) => json({ code: 0, data });
        next();
      }),
    control: (shop) => answersJson(shop, /^\{"code":0,"data":\[/),
  },
  {
    title: 'with json spaces',
    ...onExpress,
    configure: (app) => (app as NestExpressApplication).set('json spaces', 2),
    control: (shop) => answersJson(shop, /^\[\n {2}\{/),
  },
  {
    title: 'with a json replacer',
    ...onExpress,
    configure: (app) =>
      (app as NestExpressApplication).set('json replacer', (_key: string, value: unknown) =>
        typeof value === 'string' ? value.toLowerCase() : value,
      ),
    control: (shop) => answersJson(shop, /"currency":"lak"/),
  },
  {
    title: 'with an onSend hook that wraps JSON in an envelope',
    platforms: ['fastify'],
    configure: (app) =>
      (app as NestFastifyApplication)
        .getHttpAdapter()
        .getInstance()
        .addHook('onSend', async (_request, reply, payload) =>
          String(reply.getHeader('content-type')).includes('json')
            ? `{"code":0,"data":${String(payload)}}`
            : payload,
        ),
    control: (shop) => answersJson(shop, /^\{"code":0,"data":\[/),
  },
  {
    ...afterwardsSetting,
    ...onExpress,
    remarks: (orderNo) => [
      `Callback for order ${orderNo} was acknowledged (200); then an interceptor of the app failed: Cannot set headers after they are sent to the client`,
    ],
  },
  // On Fastify, `header()` after the response is ignored.
  { ...afterwardsSetting, platforms: ['fastify'] },
  {
    title: 'with an interceptor that wraps results in an envelope',
    configure: (app) =>
      app.useGlobalInterceptors({
        intercept: (_context, next) =>
          next.handle().pipe(map((data: unknown) => (isPage(data) ? data : { code: 0, data }))),
      }),
    control: (shop) => answersJson(shop, /^\{"code":0,"data":\[/),
  },
  {
    title: 'with helmet and compression',
    ...onExpress,
    configure: (app) => app.use(helmet(), compression({ threshold: 0 })),
    control: async ({ url }) => {
      const { headers } = await fetch(url);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-encoding')).toMatch(/^(gzip|br)$/);
    },
  },
  {
    title: 'with a global prefix for all but its pages',
    path: '/shop/newpay/callback',
    configure: (app) =>
      app.setGlobalPrefix('shop', {
        exclude: ['', 'orders', 'orders/*path', 'clerk', 'clerk/*path'],
      }),
    control: async ({ url }) => {
      expect((await fetch(`${url}/shop/health`)).status).toBe(200);
      expect((await fetch(`${url}/newpay/callback`, { method: 'POST' })).status).toBe(404);
    },
  },
];
