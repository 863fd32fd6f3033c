/** The envelope of a signed success (protocol 6); its `code` is an assumption. */
export function envelopeText(data: string): string {
  const envelope = { success: true, message: 'success', code: 'SUCCESS', timestamp: Date.now() };
  return `${JSON.stringify(envelope).slice(0, -1)},"data":${data}}`;
}
