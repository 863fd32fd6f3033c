import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './reply.js';

/** A request that has been read to its end. */
export interface SandboxRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** The segments of the path by their names in the route's `path`. */
export type PathParams = Readonly<Record<string, string>>;

/** One address of the sandbox. */
export interface Route {
  /** Absent: any method, the route itself refuses. */
  readonly method?: 'GET' | 'POST';
  /** Such as `/cashier/:id`. */
  readonly path: string;
  readonly handle: (request: SandboxRequest, params: PathParams) => Reply | Promise<Reply>;
}

/** Answers what no route fits. */
export type Fallback = (request: SandboxRequest) => Reply;

/** Finds the route of a request. */
export class Router {
  constructor(
    private readonly routes: readonly Route[],
    private readonly fallback: Fallback,
  ) {}

  /** The answer of the first route that fits, or the fallback's. */
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
