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
}

interface FastifyRoute {
  readonly method: string | readonly string[];
  readonly url: string;
  onRequest?: RequestHook | RequestHook[];
  preParsing?: PayloadHook | PayloadHook[];
  preValidation?: RequestHook | RequestHook[];
}

interface FastifyLike {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
}

/** What is done with a request of a covered route. */
export interface FastifyRouteCover {
  /** Whether the route of this path, as it was registered, is covered. */
  isCovered(url: string): boolean;
  /** Before anything of the route's own. */
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
  (fastify as FastifyLike).addHook('onRoute', (route) => {
    if (!cover.isCovered(route.url) || ![route.method].flat().includes('POST')) {
      return;
    }
    const { onRequest = [], preParsing = [], preValidation = [] } = route;
    const begin: RequestHook = (request, reply, done) => {
      cover.begin(request, reply);
      done();
    };
    const read: PayloadHook = (request, reply, payload, done) =>
      cover.read(request, reply, payload, () => {
        hideBody(request);
        done(null, payload);
      });
    route.onRequest = [begin, ...[onRequest].flat()];
    route.preParsing = [...[preParsing].flat(), read];
    route.preValidation = [showHeaders, ...[preValidation].flat()];
  });
}

const HEADERS = Symbol('newpayHeaders');

type Hidden = FastifyRequest & { [HEADERS]?: FastifyRequest['headers'] };

function hideBody(request: Hidden): void {
  request[HEADERS] = request.headers;
  request.headers = {
    ...request.headers,
    'content-type': undefined,
    'content-length': undefined,
    'transfer-encoding': undefined,
  };
}

function showHeaders(request: Hidden, _reply: object, done: Done): void {
  const headers = request[HEADERS];
  const { headers: own } = request.raw as FastifyRequest;
  // Fastify lays what it is given here over the headers of Node's own request.
  request.headers = headers === own ? undefined : headers;
  done();
}
