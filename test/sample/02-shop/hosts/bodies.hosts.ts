import { expect } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import type { HostShop } from './open-host-shop.js';
import type { ShopHost } from './shop-host.js';

const onExpress = { platforms: ['express'] } as const;

/** Sends a JSON body of so many bytes to the shop's API. */
async function takesJson({ url }: HostShop, bytes: number, status: number): Promise<void> {
  const response = await fetch(`${url}/api/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 'coffee', payMethod: 1, padding: 'x'.repeat(bytes) }),
  });
  expect(response.status).toBe(status);
}

const parsing = (app: INestApplication) =>
  app.use(express.json({ limit: '10mb' }), express.urlencoded({ extended: false }));

/** Hosts with other body parsers. */
export const bodies: readonly ShopHost[] = [
  {
    title: 'with rawBody: true',
    settings: { rawBody: true },
    control: (shop) => takesJson(shop, 1, 201),
  },
  {
    title: 'with app.use(express.json())',
    ...onExpress,
    configure: parsing,
    control: (shop) => takesJson(shop, 200_000, 201),
  },
  {
    title: 'with app.use(express.json()) and rawBody: true',
    ...onExpress,
    settings: { rawBody: true },
    configure: parsing,
    control: (shop) => takesJson(shop, 200_000, 201),
  },
  {
    title: 'with app.use(express.json()) and bodyParser: false',
    ...onExpress,
    settings: { bodyParser: false, rawBody: true },
    configure: parsing,
    control: (shop) => takesJson(shop, 200_000, 201),
  },
  {
    title: 'with express.raw() for everything but forms',
    ...onExpress,
    configure: (app) => app.use(express.raw({ type: 'application/json' })),
    control: (shop) => takesJson(shop, 1, 400),
  },
  {
    title: 'with bodyParser: false and a parser that passes bytes on',
    platforms: ['fastify'],
    settings: { bodyParser: false },
    configure: (app) => {
      const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
      fastify.addContentTypeParser(
        'application/json',
        { parseAs: 'buffer' },
        (_request, body, done) => done(null, body),
      );
      fastify.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      );
    },
    control: (shop) => takesJson(shop, 1, 400),
  },
];
