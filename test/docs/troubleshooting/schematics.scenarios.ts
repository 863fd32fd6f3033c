import { listener } from '../../../lib/schematics/listener/listener.schematic.js';
import { nestAdd } from '../../../lib/schematics/nest-add/nest-add.schematic.js';
import type { Schematic } from '../../../lib/schematics/workspace/schematic-host.interface.js';
import { nest11App, nest12App, runOn } from '../../schematics/workspace.js';
import type { Scenarios } from './scenario.js';

type App = Readonly<Record<string, string>>;

/** What a schematic warns of. */
const warning = (app: App, schematic: Schematic) => async (): Promise<readonly string[]> =>
  (await runOn(app, schematic)).warnings;

/** What a schematic ends with. */
const refusal = (app: App, schematic: Schematic) => async (): Promise<readonly string[]> => {
  try {
    await runOn(app, schematic);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
};

const withManifest = (app: App, from: string | RegExp, to: string): App => ({
  ...app,
  '/package.json': app['/package.json']?.replaceAll(from, to) ?? '',
});

export const ofSchematics: Scenarios = {
  'another Nest': refusal(withManifest(nest12App, /\^12/g, '^10'), nestAdd({})),
  'no root module': refusal({ '/package.json': nest12App['/package.json'] }, nestAdd({})),
  'a name that is no word': refusal(nest12App, listener({ name: '1st' })),
  'metadata in a constant': warning(
    { ...nest12App, '/src/app.module.ts': '@Module(metadata)\nexport class AppModule {}\n' },
    nestAdd({}),
  ),
  'another test runner': warning(withManifest(nest12App, 'vitest', 'mocha'), nestAdd({})),
  'settings of Jest': warning(
    withManifest(nest11App, '"rootDir"', '"transformIgnorePatterns": [], "rootDir"'),
    nestAdd({}),
  ),
};
