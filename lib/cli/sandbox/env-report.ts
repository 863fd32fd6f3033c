import type { ChangedEnv } from './env-text.js';

/** What the command changed in an environment file. */
export function envReport(file: string, { added, updated, disabled }: ChangedEnv): string {
  const changes = [
    ...(added.length > 0 ? [`added ${added.join(', ')}`] : []),
    ...(updated.length > 0 ? [`updated ${updated.join(', ')}`] : []),
    ...(disabled.length > 0 ? [`commented out ${disabled.join(', ')}`] : []),
  ];
  return changes.length === 0
    ? `${file} has the variables already.`
    : `${file}: ${changes.join('; ')}.`;
}
