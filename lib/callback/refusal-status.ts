import { HttpStatus } from '@nestjs/common';

/** The status of an error of whatever copy of Nest; one that is none of an error is 500. */
export function refusalStatusOf(error: unknown): number {
  try {
    const status: unknown = (error as { getStatus(): unknown }).getStatus();
    return Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599
      ? Number(status)
      : HttpStatus.INTERNAL_SERVER_ERROR;
  } catch {
    // It has no status.
    return HttpStatus.INTERNAL_SERVER_ERROR;
  }
}
