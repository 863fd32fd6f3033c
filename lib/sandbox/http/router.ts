import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './reply.js';

/** A request with its whole body. */
export interface SandboxRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  /** Whether the client is on this machine. */
  readonly isLocal: boolean;
}

/** The path parameters of a route, by name. */
export type PathParams = Readonly<Record<string, string>>;

/** A route of the sandbox. */
export interface Route {
  /** Missing: any method, and the handler rejects wrong ones. */
  readonly method?: 'GET' | 'POST';
  /** Such as `/cashier/:id`. */
  readonly path: string;
  readonly handle: (request: SandboxRequest, params: PathParams) => Reply | Promise<Reply>;
}

/** Answers requests without a route. */
export type Fallback = (request: SandboxRequest) => Reply;

/** Dispatches requests to routes. */
export class Router {
  constructor(
    private readonly routes: readonly Route[],
    private readonly fallback: Fallback,
  ) {}

  /** The answer of the first matching route, or of the fallback. */
  async route(request: SandboxRequest): Promise<Reply> {
    for (const { method = request.method, path, handle } of this.routes) {
      const params = matchPath(path, request.path);
      if (params && method === request.method) {
        return handle(request, params);
      }
    }
    return this.fallback(request);
  }
}

function matchPath(template: string, path: string): PathParams | undefined {
  const segments = path.split('/');
  const pairs = template.split('/').map((name, index) => [name, segments[index] ?? ''] as const);
  const fits =
    pairs.length === segments.length &&
    pairs.every(([name, segment]) => name.startsWith(':') || name === segment);
  return fits
    ? Object.fromEntries(pairs.map(([name, segment]) => [name.replace(':', ''), segment]))
    : undefined;
}
