import { AsyncResource } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import { BodyTooLargeError, UnreadableBodyError } from './body.errors.js';
import { decodeBody } from './decode-body.js';

/** A request, or what a hook of the host's has put in its place. */
export type BodyStream = Readable & {
  /** Whether the parser of Node has seen the end of the message; of a request alone. */
  readonly complete?: boolean;
};

const NOTHING = Buffer.alloc(0);

/**
 * Whether nobody has taken anything from the stream. What was once flowing cannot be had again.
 *
 * `false` as well for the requests of adapters that only look like streams.
 */
export function isUnread(stream: Partial<BodyStream>): stream is BodyStream {
  return typeof stream.read === 'function' && stream.readableDidRead === false && !stream.destroyed;
}

/** How much more is read and dropped of a body that is too large, so that the client reads its answer. */
const MAX_DROPPED = 1024 * 1024;

/** How a body is read. */
export interface ReadBodyOptions {
  /** Its `Content-Encoding`. */
  readonly encoding: string | undefined;
  /** How many bytes it may have at most, before and after it is decoded. */
  readonly limit: number;
}

/** Gets the decoded bytes, and those that came over the wire. */
export type OnBody = (error: Error | undefined, body: Buffer, wire: Buffer) => void;

/** Reads and decodes a body, and calls `done` once. */
export function readBody(
  stream: BodyStream,
  { encoding, limit }: ReadBodyOptions,
  done: OnBody,
): void {
  readBytes(stream, limit, (error, wire) => {
    if (error || encoding === undefined) {
      done(error, wire, wire);
    } else {
      decodeBody(wire, encoding, limit, (fault, body) => done(fault, body, wire));
    }
  });
}

/**
 * Reads the bytes of a body to their end and calls `done` once, in the asynchronous context of the
 * caller. No more than `limit` bytes are kept.
 *
 * By `read()`, not by `data` events: then a request is known to be complete before its `end` event,
 * while `unshift()` can still give the bytes to a later reader. Checked on Node 20.20 and 22.
 */
function readBytes(
  stream: BodyStream,
  limit: number,
  done: (error: Error | undefined, bytes: Buffer) => void,
): void {
  if (stream.readableEnded) {
    done(undefined, NOTHING);
    return;
  }
  const context = new AsyncResource('NewPayCallbackBody');
  const chunks: Buffer[] = [];
  let length = 0;
  let isDone = false;

  function finish(error: Error | undefined): void {
    if (isDone) {
      return;
    }
    isDone = true;
    // The other listeners stay and do nothing: an error without a listener would end the process.
    stream.off('readable', onReadable);
    context.runInAsyncScope(done, undefined, error, error ? NOTHING : Buffer.concat(chunks));
    context.emitDestroy();
  }

  function onReadable(): void {
    for (let chunk = next(stream); chunk !== undefined; chunk = next(stream)) {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
      }
    }
    if (stream.complete === true || length > limit + MAX_DROPPED) {
      onEnd();
    }
  }

  function onEnd(): void {
    finish(length > limit ? new BodyTooLargeError(limit) : undefined);
  }

  function onClose(): void {
    // Each request ends with a close; an error that nobody needs would cost its stack trace.
    if (!isDone) {
      finish(new UnreadableBodyError('the connection was closed before the body was complete'));
    }
  }

  stream.on('error', onClose).on('close', onClose).on('end', onEnd).on('readable', onReadable);
}

function next(stream: BodyStream): Buffer | undefined {
  const chunk: unknown = stream.read();
  if (chunk === null) {
    return undefined;
  }
  // As text when somebody has called `setEncoding`.
  return typeof chunk === 'string'
    ? Buffer.from(chunk, stream.readableEncoding ?? 'utf8')
    : (chunk as Buffer);
}
