import type { NewPayRefundCallbackReading } from '../../protocol/v1/status-codes.js';

const READINGS: readonly NewPayRefundCallbackReading[] = ['example', 'table'];

/**
 * The option `refundCallbackReading` with its default.
 *
 * @throws {RangeError} it is no reading
 */
export function resolveRefundCallbackReading(
  reading: NewPayRefundCallbackReading = 'example',
): NewPayRefundCallbackReading {
  if (!READINGS.includes(reading)) {
    throw new RangeError(
      `refundCallbackReading must be one of ${READINGS.join(', ')}, not ${reading}`,
    );
  }
  return reading;
}
