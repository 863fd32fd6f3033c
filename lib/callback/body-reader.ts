import { Injectable } from '@nestjs/common';
import { InFlightWork } from '../events/in-flight-work.js';
import { nodeRequestOf, type HostRequest } from '../host/host-request.js';
import { readBody, type BodyStream, type OnBody, type ReadBodyOptions } from '../host/read-body.js';

/** How long a body may still take when the app closes, in milliseconds. */
const CLOSING_LIMIT = 1_000;

/** A body that is being read. */
interface OpenBody {
  /** Closes its connection. */
  readonly close: () => void;
}

/**
 * Reads the bodies of callbacks. When the app closes, the connection of a body that does not come to its end is closed:
 * the server would wait for it, by default for five minutes.
 */
@Injectable()
export class BodyReader {
  readonly #open = new Set<OpenBody>();
  #isClosing = false;

  constructor(inFlight: InFlightWork) {
    // Not by a hook of its own: Nest would call it after the work in flight has ended.
    inFlight.whenClosing(async () => {
      this.#isClosing = true;
      this.#open.forEach(closeLater);
    });
  }

  /** As `readBody`. */
  read(request: HostRequest, stream: BodyStream, options: ReadBodyOptions, done: OnBody): void {
    const body: OpenBody = {
      close: () => {
        if (this.#open.has(body)) {
          // Not the same where a hook of the host's has put its own stream in the request's place.
          nodeRequestOf(request).destroy();
          stream.destroy();
        }
      },
    };
    this.#open.add(body);
    readBody(stream, options, (...read) => {
      this.#open.delete(body);
      done(...read);
    });
    if (this.#isClosing) {
      closeLater(body);
    }
  }
}

function closeLater({ close }: OpenBody): void {
  setTimeout(close, CLOSING_LIMIT).unref();
}
