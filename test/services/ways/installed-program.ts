import { access, constants } from 'node:fs/promises';
import path from 'node:path';

/** The first of the programs that is in `PATH`, or in a folder where the system keeps it. */
export async function installedProgram(
  names: readonly string[],
  folders: readonly string[] = [],
): Promise<string | undefined> {
  const everywhere = [...(process.env['PATH'] ?? '').split(path.delimiter), ...folders];
  for (const name of names) {
    for (const folder of everywhere) {
      const program = path.join(folder, name);
      if (await isExecutable(program)) {
        return program;
      }
    }
  }
  return undefined;
}

export async function isExecutable(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
}
