import { textOf } from './redis-replies.js';

/** Sends one script with any number of keys. */
export type SendScript = (script: string, keys: string[], args: string[]) => Promise<unknown>;

/** The maximum of calls in one script, so that Redis serves others meanwhile. */
const MAX_CALLS = 50;

interface Call {
  readonly script: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs scripts. Those of one turn of the event loop go to Redis together, as one script:
 * jobs that run side by side often ask at the same time, and one command costs both ends less than ten. Each call
 * has an answer or an error of its own, and calls of the same key run in their order.
 *
 * Not for a cluster, where the keys of a script have to be on the same server.
 */
export class ScriptBatch {
  /** The scripts that were called so far, each with its number. Stores have a few. */
  readonly #numbers = new Map<string, number>();
  #text = '';
  #waiting: Call[] = [];

  constructor(private readonly send: SendScript) {}

  /** Settles as the script does. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) {
        setImmediate(() => this.#sendAll());
      }
      this.#waiting.push({ script, keys, args, resolve, reject });
    });
  }

  #sendAll(): void {
    const calls = this.#waiting;
    this.#waiting = [];
    for (let begin = 0; begin < calls.length; begin += MAX_CALLS) {
      void this.#sendTogether(calls.slice(begin, begin + MAX_CALLS));
    }
  }

  /** Never rejects. */
  async #sendTogether(calls: readonly Call[]): Promise<void> {
    const [first] = calls;
    try {
      if (calls.length === 1 && first) {
        first.resolve(await this.send(first.script, [...first.keys], [...first.args]));
        return;
      }
      const values = calls.flatMap(({ script, keys: own, args }) => [
        String(this.#numberOf(script)),
        String(own.length),
        String(args.length),
        ...args,
      ]);
      const keys = calls.flatMap((call) => call.keys);
      const replies = readReplies(await this.send(this.#text, keys, values), calls.length);
      calls.forEach((call, index) => settle(call, replies[index]));
    } catch (error) {
      calls.forEach((call) => call.reject(error));
    }
  }

  #numberOf(script: string): number {
    let number = this.#numbers.get(script);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(script, number);
      this.#text = combined([...this.#numbers.keys()]);
    }
    return number;
  }
}

/**
 * For each call ARGV has the number of a script, the numbers of its keys and of its arguments, and the arguments; its
 * keys follow those of the call before it. Returns `{1, reply}` or `{0, error}` for each call.
 */
function combined(scripts: readonly string[]): string {
  return `
local scripts = {${scripts.map((script) => `function(KEYS, ARGV)\n${script}\nend`).join(',\n')}}
local replies, at, keys_before = {}, 1, 0
while ARGV[at] do
  local script, key_count, count = scripts[tonumber(ARGV[at])], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local keys, args = {}, {}
  for j = 1, key_count do
    keys[j] = KEYS[keys_before + j]
  end
  for j = 1, count do
    args[j] = ARGV[at + 2 + j]
  end
  at, keys_before = at + 3 + count, keys_before + key_count
  local ok, reply = pcall(script, keys, args)
  if not ok then
    reply = type(reply) == 'table' and reply.err or tostring(reply)
  end
  replies[#replies + 1] = { ok and 1 or 0, reply }
end
return replies
`;
}

function readReplies(answer: unknown, count: number): readonly unknown[] {
  if (!Array.isArray(answer) || answer.length !== count) {
    throw new Error(`Redis did not answer with ${count} replies to a script with ${count} calls`);
  }
  return answer;
}

function settle(call: Call, reply: unknown): void {
  const [ok, answer] = Array.isArray(reply) ? (reply as unknown[]) : [];
  // A client can be configured to return numbers as text.
  if (textOf(ok) === '1') {
    call.resolve(answer);
  } else {
    call.reject(new Error(textOf(answer) ?? 'Redis did not say how the script ended'));
  }
}
