/** @needs postgres redis redis-server */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { snippetsOf, textOf } from '../snippets.js';
import { writtenMessages } from './written-messages.js';
import { atBoot } from './boot.scenarios.js';
import { ofCalls } from './calls.scenarios.js';
import { ofTheCommandLine } from './command-line.scenarios.js';
import { ofInputs } from './inputs.scenarios.js';
import { ofOptions } from './options.scenarios.js';
import { ofQueues } from './queue.scenarios.js';
import { refused } from './refused-callbacks.scenarios.js';
import type { Scenarios } from './scenario.js';
import { ofSchematics } from './schematics.scenarios.js';
import { ofStores } from './store.scenarios.js';
import { ofStoresAndSandbox } from './tools.scenarios.js';
import { notAcknowledged } from './unacknowledged-callbacks.scenarios.js';
import { ofV2 } from './v2.scenarios.js';
import { ofWatches } from './watch.scenarios.js';

const PAGE = 'docs/troubleshooting.md';

const SECTIONS: readonly [title: string, scenarios: Scenarios][] = [
  ['At boot', atBoot],
  ['Options', ofOptions],
  ['A callback is rejected', refused],
  ['A callback is not acknowledged', notAcknowledged],
  ['An order or a refund is not sent', ofInputs],
  ['A call fails', ofCalls],
  ['API v2', ofV2],
  ['Watches', ofWatches],
  ['Queues', ofQueues],
  ['Stores and sandbox', { ...ofStoresAndSandbox, ...ofStores }],
  ['Command line', ofTheCommandLine],
  ['Nest CLI', ofSchematics],
];

/** The folders whose messages are looked up from the code, too: scenarios alone show what they produce. */
const FOLDERS = [
  'lib/api-v2',
  'lib/protocol/v2',
  'lib/callback',
  'lib/dto',
  'lib/options',
  'lib/urls',
  'lib/boot',
  'lib/orders',
  'lib/refunds',
  'lib/transfers',
  'lib/payments',
  'lib/gateway',
  'lib/store',
  'lib/mysql',
  'lib/queue',
  'lib/jobs',
  'lib/watch',
  'lib/events/queued',
  'lib/pg-boss',
  'lib/bullmq',
];

/** Names of what was checked, and what can only follow from a mistake in this package. */
const WITHOUT_ROW = new Set([
  'redelivery',
  'order',
  'refund',
  'call',
  'query',
  'watch',
  "The queue's jobs are not run: …",
  'this process cannot ask for … of API …',
  'the kind of the callback is unknown: …',
  // The cause below "no answer within …".
  'the call has ended',
]);

const everyLine = linesOf(textOf(PAGE));

it('docs/troubleshooting.md has a section for every kind of message', () => {
  const titles = [...textOf(PAGE).matchAll(/^## (.+)$/gm)].map(([, title]) => title);

  expect(titles).toEqual(SECTIONS.map(([title]) => title));
  expect(snippetsOf(PAGE, 'text').length).toBeGreaterThan(30);
});

it('docs/troubleshooting.md has every message that the code of these folders has, whether or not a scenario produces it', () => {
  const written = FOLDERS.flatMap(writtenMessages);

  expect(written.length).toBeGreaterThan(60);
  expect(
    written
      .filter(({ parts }) => !WITHOUT_ROW.has(parts.join('…')))
      .filter(
        ({ parts }) =>
          !everyLine.some((line) => hasParts(line, parts) || fits(line, parts.join('…'))),
      )
      .map(({ file, parts }) => `${file}: ${parts.join('…')}`),
  ).toEqual([]);
});

describe.each(SECTIONS)('%s', (title, scenarios) => {
  const lines = linesOf(sectionOf(title));
  const produced = new Map<string, readonly string[]>();

  beforeAll(async () => {
    for (const [name, produce] of Object.entries(scenarios)) {
      produced.set(name, await produce());
    }
  }, 180_000);

  it.each(Object.keys(scenarios))('%s: every message is on the page', (name) => {
    const messages = produced.get(name) ?? [];

    expect(messages).not.toEqual([]);
    expect(messages.filter((message) => !everyLine.some((line) => fits(line, message)))).toEqual(
      [],
    );
  });

  it.each(lines)('%s', (line) => {
    const messages = [...produced.values()].flat();

    expect(messages.filter((message) => fits(line, message))).not.toEqual([]);
  });
});

function sectionOf(title: string): string {
  const [, section = ''] = textOf(PAGE).split(`\n## ${title}\n`);
  return section.split('\n## ')[0] ?? '';
}

/** The messages that a part of the page quotes. */
function linesOf(text: string): string[] {
  return [...text.matchAll(/^```text\n(.*?)^```$/gms)].flatMap(([, code = '']) =>
    code.trim().split('\n'),
  );
}

/** Whether a message is the one of a line, in which `<…>` stands for what varies. */
function fits(line: string, message: string): boolean {
  const parts = line.split(/<[^<>]+>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's').test(message);
}

/** Whether a line of the page has the parts of a message, in their order. */
function hasParts(line: string, parts: readonly string[]): boolean {
  let from = 0;
  return parts.every((part) => {
    const found = line.indexOf(part, from);
    from = found + part.length;
    return found >= 0;
  });
}
