import { Session, type Profiler } from 'node:inspector/promises';

const REST = 'HTTP, Nest and the platform';
const COLLECTOR = 'collecting garbage';

/** Where the time of a function is counted, by the place that its code has. The first match wins. */
const PARTS: readonly (readonly [part: string, place: RegExp])[] = [
  [REST, /^node:(_http|net$|internal\/stream)|\/(fastify|express|@nestjs\/(core|platform-\w+))\//],
  ['the RSA verification', /^node:internal\/crypto\/sig/],
  ['reading the JSON', /\/lossless-json\/|\/dist\/protocol\/json\//],
  ['the string to sign and the Base64', /\/dist\/protocol\/signature\//],
  ['checking the fields', /\/dist\/protocol\/|\/dist\/callback\/callback-authenticator/],
  [
    'the claim and the mark',
    /\/dist\/store\/|\/dist\/events\/(event-(delivery|key)|claimed-event)/,
  ],
  ['publishing', /\/eventemitter2\/|\/event-emitter\/|\/dist\/events\//],
  ['the rest of the package', /\/dist\/(callback|host|observability|payments|user-code|urls)\//],
  ['the hand-written route', /\/bench\/callback\/routes/],
];
/** Every part that a profile is divided into. */
export const PARTS_OF_A_CALLBACK = [...PARTS.map(([part]) => part), COLLECTOR];

/** Samples what this process does, and tells how long it was at which part, in microseconds. */
export class SamplingProfiler {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.setSamplingInterval', { interval: 250 });
    await this.#session.post('Profiler.start');
  }

  async stop(): Promise<Record<string, number>> {
    const { profile } = await this.#session.post('Profiler.stop');
    this.#session.disconnect();
    return divide(profile);
  }
}

function divide({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): Record<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const micros: Record<string, number> = {};
  for (const [index, id] of samples.entries()) {
    const part = partOf(id);
    if (part !== undefined) {
      micros[part] = (micros[part] ?? 0) + (timeDeltas[index] ?? 0);
    }
  }
  return micros;

  /** That of the innermost function that has one; `undefined` while nothing is done. */
  function partOf(sampled: number): string | undefined {
    for (let id: number | undefined = sampled; id !== undefined; id = callers.get(id)) {
      const { functionName, url } = byId.get(id)?.callFrame ?? { functionName: '', url: '' };
      if (functionName === '(idle)') {
        return undefined;
      }
      if (functionName === '(garbage collector)') {
        return COLLECTOR;
      }
      const place = PARTS.find(([, pattern]) => pattern.test(url));
      if (place) {
        return place[0];
      }
    }
    return REST;
  }
}
