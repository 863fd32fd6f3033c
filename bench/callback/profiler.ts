import { Session, type Profiler } from 'node:inspector/promises';

/** A part of the work of a route. */
interface Part {
  readonly name: string;
  /** What is lost without it, for the parts that the bare route does not have. */
  readonly why: string;
  /** Where its functions are. */
  readonly place: RegExp;
}

const REST: Part = {
  name: 'HTTP, Nest and the platform',
  why: "(this part handles the request and the answer, and runs the guard and the app's interceptors)",
  place:
    /^node:(_http|net$|internal\/stream)|\/(fastify|express|router|body-parser|@nestjs\/(core|platform-\w+))\//,
};
const COLLECTOR: Part = {
  name: 'garbage collection',
  why: '(this part frees what the parts above have allocated)',
  place: /^\(garbage collector\)$/,
};

/** A function is counted for the first part that fits the place of its code. */
const PARTS: readonly Part[] = [
  REST,
  {
    name: 'the RSA verification',
    why: 'a forged callback is accepted',
    place: /^node:internal\/crypto\/sig/,
  },
  {
    name: 'the body and the answer',
    why: 'a parser of the app discards the bytes that are to be verified, or other code of the app acknowledges',
    place: /\/dist\/(host\/|callback\/callback-(exchange|route))/,
  },
  {
    name: 'reading the JSON',
    why: 'a number loses its text, or a name is repeated, so that another text is verified than NewPay signed',
    place: /\/lossless-json\/|\/dist\/protocol\/json\//,
  },
  {
    name: 'the string to sign and the Base64',
    why: 'nothing can be verified',
    place: /\/dist\/protocol\/signature\//,
  },
  {
    name: 'checking the fields',
    why: 'a message of another kind, of another merchant, or with an ambiguous signed text counts as a payment',
    place: /\/dist\/protocol\/|\/dist\/callback\/callback-authenticator/,
  },
  {
    name: 'the claim and the mark of the store',
    why: 'an order is shipped twice',
    place: /\/dist\/store\/|\/dist\/events\/event-(delivery|key|claim)/,
  },
  {
    name: 'publishing',
    why: 'the app gets no event, or the callback is acknowledged before the listeners have finished',
    place: /\/eventemitter2\/|\/event-emitter\/|\/dist\/(events|payments)\//,
  },
  {
    name: 'hooks, time limits and the handler',
    why: 'a listener or store that hangs keeps the connection open, and no log or metric says what happens',
    place: /\/dist\/(callback|observability|user-code|urls)\//,
  },
  {
    name: 'promises',
    why: '(this part waits for listeners and stores)',
    place: /^node:internal\/process\/task_queues/,
  },
  { name: 'the hand-written route', why: '', place: /\/bench\/callback\/routes/ },
];

/** Every part that a profile is divided into. */
export const PARTS_OF_A_CALLBACK: readonly Pick<Part, 'name' | 'why'>[] = [...PARTS, COLLECTOR];

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
      if (COLLECTOR.place.test(functionName)) {
        return COLLECTOR.name;
      }
      const part = PARTS.find(({ place }) => place.test(url));
      if (part) {
        return part.name;
      }
    }
    return REST.name;
  }
}
