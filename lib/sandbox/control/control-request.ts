import { parseLosslessObject, type LosslessObject } from '../../protocol/json/lossless-json.js';
import type { SandboxRequest } from '../http/router.js';

/** The path of the control endpoint. */
export const CONTROL_PATH = '/control';

/** A request of the control endpoint cannot be executed. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';

  constructor(
    readonly status: 400 | 403 | 409 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The fields of a request of the control endpoint, all of them texts.
 *
 * It must come from this machine, because `trigger` sends a signed callback to any URL. It must be
 * JSON, which a web page cannot send to another origin without the permission of the sandbox.
 *
 * @throws {ControlRefusal} it does not come from this machine, or is not JSON
 */
export function controlFields({ headers, body, isLocal }: SandboxRequest): ControlFields {
  if (!isLocal) {
    throw new ControlRefusal(
      403,
      'The sandbox is controlled from its own machine only. In a container, run the command in the container.',
    );
  }
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new ControlRefusal(415, 'The header Content-Type must be application/json');
  }
  return new ControlFields(parse(body));
}

function parse(body: Uint8Array): LosslessObject {
  try {
    return parseLosslessObject(body);
  } catch (error) {
    throw new ControlRefusal(400, `The body is not a JSON object: ${(error as Error).message}`);
  }
}

/** The fields of a request of the control endpoint. */
export class ControlFields {
  constructor(private readonly fields: LosslessObject) {}

  /** @throws {ControlRefusal} it is missing, or is not a text */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) {
      throw new ControlRefusal(400, `${name} is missing`);
    }
    return value;
  }

  /** @throws {ControlRefusal} it is not a text */
  optional(name: string): string | undefined {
    const value = this.fields[name];
    if (value !== undefined && typeof value !== 'string') {
      throw new ControlRefusal(400, `${name} must be a text`);
    }
    return value;
  }

  /** @throws {ControlRefusal} it is none of these texts */
  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.required(name);
    const found = values.find((each) => each === value);
    if (found === undefined) {
      throw new ControlRefusal(400, `${name} must be one of ${values.join(', ')}`);
    }
    return found;
  }

  /** @throws {ControlRefusal} it is not the text of a number */
  number(name: string): number | undefined {
    const text = this.optional(name);
    if (text !== undefined && !/^\d{1,15}$/.test(text)) {
      throw new ControlRefusal(400, `${name} must be a whole number`);
    }
    return text === undefined ? undefined : Number(text);
  }
}
