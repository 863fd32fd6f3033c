import {
  DEFAULT_V2_ENDPOINTS,
  SCANNER_PATH,
  type NewPayV2Endpoint,
} from '../../protocol/v2/endpoints.js';

/** The paths of the sandbox: NewPay's. The scanner's is a full address there (protocol 7). */
export const V2_ENDPOINT_PATHS: Readonly<Record<NewPayV2Endpoint, string>> = {
  ...DEFAULT_V2_ENDPOINTS,
  scanPay: SCANNER_PATH,
};
