import { ServerResponse } from 'node:http';

const ANSWER = Symbol('onlyAnswer');

type Answered = object & { [ANSWER]?: OnlyAnswer };
type Method = (...given: unknown[]) => unknown;
const WRITE_HEAD = Reflect.get(ServerResponse.prototype, 'writeHead') as Method;
const END = Reflect.get(ServerResponse.prototype, 'end') as Method;

type Reply = object & { raw?: ServerResponse; hijack?(): void; send?: unknown; json?: unknown };

/** Withholds every success that is not written through it, in as few lines as it takes by hand. */
export class OnlyAnswer {
  #isOpen = false;
  readonly #raw: ServerResponse;

  private constructor(private readonly reply: Reply) {
    const raw = reply.hijack ? (reply.raw as ServerResponse) : (reply as ServerResponse);
    this.#raw = raw;
    const writeHead = raw.writeHead.bind(raw) as Method;
    const write = raw.write.bind(raw) as Method;
    const end = raw.end.bind(raw) as Method;
    Object.assign(raw, {
      writeHead: (status: number, ...rest: unknown[]) =>
        this.#may(status) ? writeHead(status, ...rest) : raw,
      write: (...given: unknown[]) => (this.#may(raw.statusCode) ? write(...given) : true),
      end: (...given: unknown[]) => (this.#may(raw.statusCode) ? end(...given) : raw),
    });
  }

  static begin(request: object, reply: object): void {
    (request as Answered)[ANSWER] = new OnlyAnswer(reply);
  }

  static of(request: object): OnlyAnswer | undefined {
    return (request as Answered)[ANSWER];
  }

  /** Writes the answer on Node's response, and lets the framework's own come to nothing. */
  write(status: number, json: string): void {
    const raw = this.#raw;
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(json),
    };
    this.#isOpen = true;
    Reflect.apply(WRITE_HEAD, raw, [status, headers]);
    Reflect.apply(END, raw, [json]);
    this.#isOpen = false;
    this.reply.hijack?.();
    this.reply.send = () => this.reply;
    if (!this.reply.hijack) {
      this.reply.json = () => this.reply;
    }
  }

  #may(status: number): boolean {
    return this.#isOpen || status >= 400;
  }
}
