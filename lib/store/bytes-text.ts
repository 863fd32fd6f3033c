/** Bytes as the text that they encode in UTF-8, of any realm; anything else as it is. */
export function bytesAsText(value: unknown): unknown {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
    : value;
}
