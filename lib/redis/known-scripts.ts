import { createHash } from 'node:crypto';
import { messageOf } from '../errors/error-message.js';
import type { IoRedisLike } from './redis-client.js';
import type { SendScript } from './script-batch.js';

/**
 * Sends scripts by their hash, as Redis remembers the text of a script that it has run: the text is longer than
 * everything else that a script is sent with. Redis forgets it when it is restarted, and has run nothing then.
 */
export class KnownScripts {
  readonly #hashes = new Map<string, string>();

  constructor(private readonly client: () => Promise<IoRedisLike>) {}

  readonly send: SendScript = async (script, keys, args) => {
    const client = await this.client();
    const count = keys.length;
    try {
      return await client.call('EVALSHA', this.#hashOf(script), String(count), ...keys, ...args);
    } catch (error) {
      if (!messageOf(error).startsWith('NOSCRIPT')) {
        throw error;
      }
      return client.eval(script, count, ...keys, ...args);
    }
  };

  #hashOf(script: string): string {
    let hash = this.#hashes.get(script);
    if (hash === undefined) {
      hash = createHash('sha1').update(script).digest('hex');
      this.#hashes.set(script, hash);
    }
    return hash;
  }
}
