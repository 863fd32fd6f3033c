import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, INestApplication, ModuleMetadata, Provider } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { NewPayModule } from '../../lib/index.js';
import { NEWPAY_CLOCK } from '../../lib/registration/newpay.tokens.js';
import type {
  NewPayModuleExtras,
  NewPayModuleOptions,
} from '../../lib/options/newpay-options.interface.js';
import { merchantKeys, pemOf, platformKeys } from './keys.js';
import { RecordingLogger } from './recording-logger.js';
import { APP_ID, MERCHANT_ID } from './signed-callback.js';

export type Platform = 'express' | 'fastify';
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

/** The route of the callback by default. */
export const CALLBACK_PATH = '/newpay/callback';

/** Options that are complete and right; `changes` make them wrong. */
export function validOptions(changes: Partial<NewPayModuleOptions> = {}): NewPayModuleOptions {
  return {
    appId: APP_ID,
    merchantId: MERCHANT_ID,
    privateKey: pemOf(merchantKeys.privateKey),
    platformPublicKey: pemOf(platformKeys.publicKey),
    publicUrl: 'https://shop.example',
    pages: {
      success: 'https://shop.example/success',
      failure: 'https://shop.example/failure',
      cancel: 'https://shop.example/cancel',
    },
    ...changes,
  };
}

export interface HostAppOptions {
  platform?: Platform;
  options?: Partial<NewPayModuleOptions> & NewPayModuleExtras;
  /** Instead of a `forRoot` with `options`. */
  modules?: DynamicModule[];
  imports?: NonNullable<ModuleMetadata['imports']>;
  controllers?: NonNullable<ModuleMetadata['controllers']>;
  providers?: Provider[];
  /** @default false */
  rawBody?: boolean;
  withEvents?: boolean;
  /** What a host does between `create` and `listen`. */
  configure?: (app: INestApplication) => void;
  now?: () => number;
}

/** What a host answers to a POST. */
export interface PostAnswer {
  readonly status: number;
  readonly text: string;
}

type Body = string | Uint8Array;
type Headers = Record<string, string>;

export interface HostApp {
  readonly app: INestApplication;
  readonly url: string;
  /** The address of the callback by default. */
  readonly callbackUrl: string;
  readonly logger: RecordingLogger;
  post(path: string, body: Body, headers?: Headers): Promise<PostAnswer>;
  /** Delivers a callback to `callbackUrl`. */
  postCallback(body: Body, headers?: Headers): Promise<PostAnswer>;
}

/** Boots a real app that listens on a port of its own. */
export async function startHostApp(host: HostAppOptions = {}): Promise<HostApp> {
  // The first call loads it. Under Jest that takes longer than some tests give a call.
  await import('../../lib/gateway/axios-client.js');
  const builder = Test.createTestingModule({
    imports: [
      ...(host.withEvents === false ? [] : [EventEmitterModule.forRoot()]),
      ...(host.modules ?? [
        NewPayModule.forRoot({ ...validOptions(host.options), ...host.options }),
      ]),
      ...(host.imports ?? []),
    ],
    controllers: host.controllers ?? [],
    providers: host.providers ?? [],
  });
  if (host.now) {
    builder.overrideProvider(NEWPAY_CLOCK).useValue(host.now);
  }
  const logger = new RecordingLogger();
  builder.setLogger(logger);
  const testing = await builder.compile();
  const adapter = host.platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = testing.createNestApplication(adapter, { rawBody: host.rawBody ?? false, logger });
  host.configure?.(app);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const post: HostApp['post'] = async (
    path,
    body,
    headers = { 'content-type': 'application/json' },
  ) => {
    const response = await fetch(url + path, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text() };
  };
  return {
    app,
    url,
    callbackUrl: url + CALLBACK_PATH,
    logger,
    post,
    postCallback: (body, headers) => post(CALLBACK_PATH, body, headers),
  };
}
