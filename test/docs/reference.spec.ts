import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as newpay from '../../lib/index.js';
import type {
  NewPayAnyEvent,
  NewPayErrorCode,
  NewPayModuleExtras,
  NewPayV2Options,
} from '../../lib/index.js';
import { VARIABLES } from '../../lib/options/environment-variables.js';
import { OPTION_NAMES, resolveOptions } from '../../lib/options/resolve-options.js';
import { NESTED_FORMS } from '../../lib/protocol/v2/nested-form.js';
import { validOptions } from '../support/host-app.js';
import { documents, root, textOf } from './snippets.js';

const { NewPayError, NewPayEvent, NewPayRefundEvent, NewPayService, NewPayUnresolvedEvent } =
  newpay;

// Records, so that the compiler tells when a name is missing here.
const EVENTS: Record<NewPayAnyEvent['name'], true> = {
  'newpay.paid': true,
  'newpay.failed': true,
  'newpay.mismatched': true,
  'newpay.duplicate': true,
  'newpay.unresolved': true,
  'newpay.refunded': true,
  'newpay.refund-failed': true,
};
const CODES: Record<NewPayErrorCode, true> = {
  ERR_NEWPAY_CONFIGURATION: true,
  ERR_NEWPAY_VALIDATION: true,
  ERR_NEWPAY_GATEWAY: true,
  ERR_NEWPAY_SIGNATURE: true,
  ERR_NEWPAY_TRANSPORT: true,
  ERR_NEWPAY_UNKNOWN_OUTCOME: true,
  ERR_NEWPAY_DELIVERY: true,
  ERR_NEWPAY_RECONCILE: true,
};
const EXTRAS: Record<keyof NewPayModuleExtras, true> = {
  name: true,
  isGlobal: true,
  callback: true,
};

const V2_OPTIONS: Record<keyof NewPayV2Options, true> = {
  baseUrl: true,
  endpoints: true,
  nested: true,
  unverified: true,
};

describe('The reference page docs/configuration.md', () => {
  const page = 'docs/configuration.md';

  it('docs/configuration.md has a row for every option of the module.', () => {
    expect(namesIn(page, 'Options')).toEqual(sorted(OPTION_NAMES));
  });

  it('docs/configuration.md has a row for every extra of the module.', () => {
    expect(namesIn(page, 'Extras').filter((name) => name in EXTRAS)).toEqual(
      sorted(Object.keys(EXTRAS)),
    );
  });

  it('docs/configuration.md has a row for every variable that newPayConfig reads.', () => {
    expect(namesIn(page, 'Environment variables')).toEqual(sorted(Object.values(VARIABLES)));
  });
});

describe('The reference page docs/v2.md', () => {
  const page = 'docs/v2.md';

  it('docs/v2.md has a row for every option of API v2, with its default and its values.', () => {
    const { v2 } = resolveOptions(validOptions());
    const [, options = ''] = textOf(page).split('\n## Options\n');
    const rows = new Map(
      options.split('\n').map((line) => [/^\| `(\w+)`/.exec(line)?.[1] ?? '', line]),
    );

    expect(namesIn(page, 'Options')).toEqual(sorted(Object.keys(V2_OPTIONS)));
    expect(rows.get('baseUrl')).toContain(`\`${v2.baseUrl}\``);
    expect(rows.get('nested')).toMatch(/^\| `nested` *\| `'auto'`/);
    expect(rows.get('unverified')).toMatch(/^\| `unverified` *\| `'refuse'`/);
    expect(NESTED_FORMS.filter((form) => !rows.get('nested')?.includes(`\`'${form}'\``))).toEqual(
      [],
    );
    expect(
      Object.keys(v2.endpoints).filter((name) => !rows.get('endpoints')?.includes(`\`${name}\``)),
    ).toEqual([]);
    expect(options).toContain(`\`${new URL(v2.endpoints.scanPay).origin}\``);
  });

  it('docs/v2.md has a row for every method of NewPayV2Service.', () => {
    const methods = Object.getOwnPropertyNames(newpay.NewPayV2Service.prototype);
    const [, text = ''] = textOf(page).split('\n## An order\n');

    expect(
      methods.filter((name) => name !== 'constructor' && !text.includes(`\`${name}(`)),
    ).toEqual([]);
  });
});

describe('The reference page docs/api.md', () => {
  const page = 'docs/api.md';
  const subclassesOf = (base: abstract new (...args: never) => object): string[] =>
    Object.entries(newpay)
      .filter(([, value]) => typeof value === 'function' && value.prototype instanceof base)
      .map(([name]) => name);

  it('docs/api.md has a row for every method of NewPayService.', () => {
    const methods = Object.getOwnPropertyNames(NewPayService.prototype);

    expect(namesIn(page, 'NewPayService').map((call) => call.replace(/\(.*/, ''))).toEqual(
      expect.arrayContaining(methods.filter((name) => name !== 'constructor')),
    );
  });

  it('docs/api.md has a row for every event and its class.', () => {
    expect(namesIn(page, 'Events').filter((name) => name.startsWith('newpay.'))).toEqual(
      sorted(Object.keys(EVENTS)),
    );
    expect(namesIn(page, 'Events', 1).filter((name) => name.endsWith('Event'))).toEqual(
      sorted([
        ...subclassesOf(NewPayEvent).filter((name) => name !== NewPayRefundEvent.name),
        NewPayUnresolvedEvent.name,
      ]),
    );
  });

  it('docs/api.md has a row for every error class and its code.', () => {
    expect(namesIn(page, 'Errors')).toEqual(sorted(subclassesOf(NewPayError)));
    expect(namesIn(page, 'Errors', 1)).toEqual(sorted(Object.keys(CODES)));
  });

  it('docs/api.md has a row for every subpath of the package.', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, unknown>;
    };
    const subpaths = Object.keys(manifest.exports).filter(
      (subpath) => subpath !== '.' && subpath !== './package.json',
    );

    expect(namesIn(page, 'Subpaths')).toEqual(
      sorted(subpaths.map((subpath) => `nestjs-newpay${subpath.slice(1)}`)),
    );
  });
});

it('Every name that the package exports is in the documents.', () => {
  const text = documents.map(textOf).join('\n');

  expect(Object.keys(newpay).filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

/** The names in one column of the tables below a heading, sub-sections included, sorted. */
function namesIn(page: string, title: string, column = 0): string[] {
  return sorted(
    sectionOf(page, title)
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => line.split('|')[column + 1]?.match(/`[^`]+`/g) ?? [])
      .map((name) => name.slice(1, -1)),
  );
}

/** The lines from a heading to the next one of the same level or a higher one. */
function sectionOf(page: string, title: string): string[] {
  const lines = textOf(page).split('\n');
  const begin = lines.findIndex((line) => line.replace(/^#+ /, '') === title);
  const level = /^#+/.exec(lines[begin] ?? '')?.[0].length ?? 0;
  const end = lines.findIndex(
    (line, i) => i > begin && /^#+ /.test(line) && line.indexOf(' ') <= level,
  );
  return lines.slice(begin + 1, end === -1 ? undefined : end);
}

function sorted(names: readonly string[]): string[] {
  return names.toSorted();
}
