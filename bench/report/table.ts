import { describeNoise, isTooNoisy, type Noise } from '../measure/noise.js';
import type { Summary } from '../measure/summary.js';
import type { Comparison, Findings } from '../section.interface.js';

/** What was found, as tables of Markdown. */
export function tableOf({ figures, comparisons, noise }: Findings): string {
  const measured = figures.map(({ what, unit, ...summary }) => [
    what,
    `${shown(summary)} ${unit}`,
    spread(summary),
  ]);
  return [
    table(['measured', 'median', 'half of the rounds within'], measured),
    comparisonTable(comparisons, noise),
    noise ? describeNoise(noise) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The comparisons that have a goal, of all sections. */
export function goalsTable(sections: readonly Findings[]): string {
  const rows = sections.flatMap(({ comparisons, noise }) =>
    comparisons.filter((each) => goalOf(each) !== '').map((each) => comparisonRow(each, noise)),
  );
  return table(COMPARISON_HEAD, rows);
}

const COMPARISON_HEAD = ['compared', 'median', 'half of the rounds within', 'goal', 'met'];

function comparisonTable(comparisons: readonly Comparison[], noise?: Noise): string {
  return table(
    COMPARISON_HEAD,
    comparisons.map((each) => comparisonRow(each, noise)),
  );
}

function comparisonRow(each: Comparison, noise: Noise | undefined): string[] {
  return [each.what, shown(each), spread(each), goalOf(each), verdictOn(each, noise)];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return rows.length === 0
    ? ''
    : [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function shown({ median }: Summary): string {
  return number(median);
}

function spread({ low, high }: Summary): string {
  return low === high ? '' : `${number(low)} to ${number(high)}`;
}

/** Three digits that mean something. */
function number(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

function goalOf({ atLeast, atMost }: Comparison): string {
  if (atLeast !== undefined) {
    return `at least ${atLeast}`;
  }
  return atMost === undefined ? '' : `at most ${atMost}`;
}

function verdictOn(
  { median, atLeast = -Infinity, atMost = Infinity }: Comparison,
  noise: Noise | undefined,
): string {
  if (atLeast === -Infinity && atMost === Infinity) {
    return '';
  }
  if (noise && isTooNoisy(noise)) {
    return 'too noisy';
  }
  return median >= atLeast && median <= atMost ? 'yes' : '**no**';
}
