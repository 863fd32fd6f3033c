import type { QueueWorkerReport } from './queue-worker-settings.interface.js';

/** Sends a report to the orchestrator. */
export function report(message: QueueWorkerReport): void {
  process.send?.(message);
}
