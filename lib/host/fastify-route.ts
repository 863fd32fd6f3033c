import type { BodyStream } from './read-body.js';
import type { HostRequest } from './host-request.js';

type Done = (error?: Error | null, payload?: BodyStream) => void;
type RequestHook = (request: FastifyRequest, reply: object, done: Done) => void;
type PayloadHook = (
  request: FastifyRequest,
  reply: object,
  payload: BodyStream,
  done: Done,
) => void;

export interface FastifyRequest extends Omit<HostRequest, 'headers'> {
  get headers(): HostRequest['headers'];
  set headers(headers: HostRequest['headers'] | undefined);
  readonly method: string;
  readonly routeOptions: { readonly url?: string };
}

interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  preParsing?: PayloadHook | PayloadHook[];
  preValidation?: RequestHook | RequestHook[];
}

interface FastifyLike {
  /** Of an app that is a plugin of another. */
  readonly prefix?: string;
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
  addHook(name: 'onRequest', hook: RequestHook): FastifyLike;
  after(run: () => void): unknown;
}

/** What is done with a request of a covered route. */
export interface FastifyRouteCover {
  /** Whether the route of this path, as the app registered it, is covered. */
  isCovered(path: string): boolean;
  /** Before any other hook, and before the middlewares. */
  begin(request: FastifyRequest, reply: object): void;
  /** In place of the parsers of the host's; without `next` the request goes no further. */
  read(request: FastifyRequest, reply: object, payload: BodyStream, next: () => void): void;
}

/**
 * Covers routes that are made after this. Nobody's parser sees their requests, whatever their content
 * type: to Fastify they have no body. That is what it concludes from the absence of three headers,
 * which are back before any hook, guard or handler of the route runs. Checked on Fastify 5.12
 * (`lib/handle-request.js`).
 */
export function coverFastifyRoutes(fastify: object, cover: FastifyRouteCover): void {
  const app = fastify as FastifyLike;
  const { prefix = '' } = app;
  const isCovered = (url: string): boolean =>
    url.startsWith(prefix) && cover.isCovered(url.slice(prefix.length));
  const read: PayloadHook = (request, reply, payload, done) =>
    cover.read(request, reply, payload, () => {
      hideBody(request);
      done(null, payload);
    });
  addFirstHook(app, (request, reply, done) => {
    if (request.method === 'POST' && isCovered(request.routeOptions.url ?? '')) {
      cover.begin(request, reply);
    }
    done();
  });
  app.addHook('onRoute', (route) => {
    if (!isCovered(route.url) || ![route.method].flat().includes('POST')) {
      return;
    }
    const { preParsing = [], preValidation = [] } = route;
    route.preParsing = [...[preParsing].flat(), read];
    route.preValidation = [showHeaders, ...[preValidation].flat()];
  });
}

/**
 * Adds a hook before those that the app has already: of the host's own, and that of the middlewares, which
 * Nest adds before it makes anything of ours. Fastify keeps its hooks under a symbol that it does not
 * export; without it the hook stays where it was added. Checked on Fastify 5.12.
 */
function addFirstHook(app: FastifyLike, hook: RequestHook): void {
  // Fastify adds a hook by `after` itself.
  app.addHook('onRequest', hook).after(() => {
    const key = Object.getOwnPropertySymbols(app).find(
      ({ description }) => description === 'fastify.hooks',
    );
    const hooks = key && (Reflect.get(app, key) as { onRequest?: unknown }).onRequest;
    if (Array.isArray(hooks) && hooks.includes(hook)) {
      hooks.unshift(...(hooks as unknown[]).splice(hooks.indexOf(hook), 1));
    }
  });
}

/** The headers by which Fastify knows that a request has a body. */
type BodyHeaders = Pick<
  HostRequest['headers'],
  'content-type' | 'content-length' | 'transfer-encoding'
>;

const HEADERS = Symbol('newpayHeaders');
const NO_BODY = {
  'content-type': undefined,
  'content-length': undefined,
  'transfer-encoding': undefined,
};

type Hidden = FastifyRequest & { [HEADERS]?: BodyHeaders };

function hideBody(request: Hidden): void {
  const { headers } = request;
  request[HEADERS] = {
    'content-type': headers['content-type'],
    'content-length': headers['content-length'],
    'transfer-encoding': headers['transfer-encoding'],
  };
  changeHeaders(request, NO_BODY);
}

function showHeaders(request: Hidden, _reply: object, done: Done): void {
  changeHeaders(request, request[HEADERS]);
  done();
}

/**
 * In their place, unless a hook of the host's has laid others over those of Node's request: what lies over
 * them is merged anew at each look at the headers.
 *
 * @param changes absent where the host has taken our hooks off the route
 */
function changeHeaders(request: FastifyRequest, changes: BodyHeaders | undefined): void {
  const { headers } = request;
  if (headers === (request.raw as FastifyRequest).headers) {
    Object.assign(headers, changes);
  } else {
    request.headers = { ...headers, ...changes };
  }
}
