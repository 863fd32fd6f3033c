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
const NO_BODY = {
  'content-type': undefined,
  'content-length': undefined,
  'transfer-encoding': undefined,
};

type Hidden = FastifyRequest & { [HEADERS]?: FastifyRequest['headers'] };

function hideBody(request: Hidden): void {
  const { headers } = request;
  if (headers !== (request.raw as FastifyRequest).headers) {
    // A hook of the host's has laid others over those of Node's request: so are these.
    request[HEADERS] = headers;
    request.headers = { ...headers, ...NO_BODY };
    return;
  }
  // In their place: what lies over them is merged anew at each look at the headers.
  request[HEADERS] = {
    'content-type': headers['content-type'],
    'content-length': headers['content-length'],
    'transfer-encoding': headers['transfer-encoding'],
  };
  headers['content-type'] &&= undefined;
  headers['content-length'] &&= undefined;
  headers['transfer-encoding'] &&= undefined;
}

function showHeaders(request: Hidden, _reply: object, done: Done): void {
  const hidden = request[HEADERS];
  const { headers: own } = request.raw as FastifyRequest;
  if (request.headers !== own) {
    request.headers = hidden;
  } else if (hidden) {
    own['content-type'] ??= hidden['content-type'];
    own['content-length'] ??= hidden['content-length'];
    own['transfer-encoding'] ??= hidden['transfer-encoding'];
  }
  done();
}
