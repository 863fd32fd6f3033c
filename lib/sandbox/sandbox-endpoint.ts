import { ENDPOINT_NAMES, type NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { DEFAULT_V2_ENDPOINTS, type NewPayV2Endpoint } from '../protocol/v2/endpoints.js';

/** A call of either API; the same name in both for what is the same. */
export type SandboxEndpoint = NewPayEndpoint | NewPayV2Endpoint;

/** The names of the calls of both APIs. */
export const SANDBOX_ENDPOINTS: readonly SandboxEndpoint[] = Array.from(
  new Set([...ENDPOINT_NAMES, ...(Object.keys(DEFAULT_V2_ENDPOINTS) as NewPayV2Endpoint[])]),
);
