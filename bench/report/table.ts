import type { Summary } from '../measure/summary.js';
import type { Comparison, Findings } from '../section.interface.js';

/** What was found, as tables of Markdown. */
export function tableOf({ figures, comparisons }: Findings): string {
  const measured = figures.map(({ what, unit, ...summary }) => [
    what,
    `${shown(summary)} ${unit}`,
    spread(summary),
  ]);
  return [
    table(['measured', 'median', 'half of the rounds within'], measured),
    comparisonTable(comparisons),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The comparisons that have a goal, of all sections. */
export function goalsTable(sections: readonly Findings[]): string {
  const all = sections.flatMap(({ comparisons }) => comparisons);
  return comparisonTable(all.filter((each) => goalOf(each) !== ''));
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((each) => [
    each.what,
    shown(each),
    spread(each),
    goalOf(each),
    verdictOn(each),
  ]);
  return table(['compared', 'median', 'half of the rounds within', 'goal', 'met'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
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

function verdictOn({ median, atLeast = -Infinity, atMost = Infinity }: Comparison): string {
  if (atLeast === -Infinity && atMost === Infinity) {
    return '';
  }
  return median >= atLeast && median <= atMost ? 'yes' : '**no**';
}
