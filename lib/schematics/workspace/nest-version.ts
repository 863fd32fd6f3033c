import { readManifest } from './manifest.js';
import type { SchematicTree } from './schematic-host.interface.js';
import { SchematicError } from './schematic.error.js';

const CORE = '@nestjs/core';
const SUPPORTED = [11, 12] as const;

export type NestMajor = (typeof SUPPORTED)[number];

/** The major version of the app's Nest: of the installed one, or of the one in its package.json. */
export function nestMajorOf(tree: SchematicTree): NestMajor {
  const version = installedVersion(tree) ?? readManifest(tree).dependencies?.[CORE];
  const major = Number(/\d+/.exec(version ?? '')?.[0]);
  const supported = SUPPORTED.find((one) => one === major);
  if (supported === undefined) {
    throw new SchematicError(
      `nestjs-newpay needs Nest ${SUPPORTED.join(' or ')}. ${CORE} of this app is ${version ?? 'missing'}.`,
    );
  }
  return supported;
}

function installedVersion(tree: SchematicTree): string | undefined {
  const file = `/node_modules/${CORE}/package.json`;
  return tree.exists(file)
    ? (JSON.parse(tree.readText(file)) as { version: string }).version
    : undefined;
}
