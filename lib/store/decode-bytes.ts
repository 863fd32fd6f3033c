/** Decodes bytes of any realm as UTF-8; returns any other value unchanged. */
export function bytesAsText(value: unknown): unknown {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
    : value;
}
