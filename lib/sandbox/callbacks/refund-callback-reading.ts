import type { NewPayRefundCallbackReading } from '../status-code-encoding.js';

const READINGS: readonly NewPayRefundCallbackReading[] = ['example', 'table'];

/**
 * Applies the default of the option `refundCallbackReading`.
 *
 * @throws {RangeError} the reading is unknown
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
