import { AxiosError, isAxiosError } from 'axios';

/** Whatever made a request fail, as axios reports it: the fault itself is its `cause`. */
export function asAxiosError(error: unknown): AxiosError {
  return isAxiosError(error) ? error : AxiosError.from(Object(error));
}
