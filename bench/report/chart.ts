import type { Comparison } from '../section.interface.js';

const ROW = 34;
const TOP = 44;
const LEFT = 300;
const WIDTH = 760;
const RIGHT = 60;

/** What the bars may reach: a bar that is longer is cut, its number is not. */
const LONGEST = 2;

/** The comparisons that have a label in the chart, as bars; 1 is what is compared with. */
export function chartOf(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ chart, median, atMost }) =>
    chart === undefined ? [] : [{ chart, median, atMost }],
  );
  const scale = (WIDTH - LEFT - RIGHT) / LONGEST;
  const x = (ratio: number) => round(LEFT + Math.min(ratio, LONGEST) * scale);
  const height = TOP + rows.length * ROW + 16;
  const bars = rows.map(({ chart, median, atMost }, index) => {
    const y = TOP + index * ROW;
    const goal =
      atMost === undefined
        ? ''
        : `<path class="goal" d="M${x(atMost)} ${y - 3}v${ROW - 8}"><title>goal: at most ${atMost}</title></path>`;
    return (
      `<text x="${LEFT - 12}" y="${y + 16}" text-anchor="end">${escaped(chart)}</text>` +
      `<rect class="bar" x="${LEFT}" y="${y}" width="${round(x(median) - LEFT)}" height="${ROW - 14}" rx="2"/>${goal}` +
      `<text x="${round(Math.max(x(median), x(atMost ?? 0)) + 8)}" y="${y + 16}" class="number">${median.toFixed(2)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(labelOf(rows))}">
<style>
text{font:14px system-ui,sans-serif;fill:#24292f}
.number{font-weight:600}
.head{font-size:13px;fill:#57606a}
.bar{fill:#0969da}
.one{stroke:#57606a;stroke-dasharray:3 3}
.goal{stroke:#cf222e;stroke-width:2}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.head{fill:#9198a1}.bar{fill:#4493f8}.one{stroke:#9198a1}.goal{stroke:#ff7b72}}
</style>
<text x="${LEFT - 12}" y="22" text-anchor="end" class="head">CPU time; the red line is the goal</text>
<text x="${x(1)}" y="22" text-anchor="middle" class="head">1: by hand, without the checks</text>
${bars.join('\n')}
<path class="one" d="M${x(1)} ${TOP - 14}V${height - 12}"/>
</svg>
`;
}

function labelOf(rows: readonly { chart: string; median: number }[]): string {
  return `CPU time in ratios: ${rows.map(({ chart, median }) => `${chart}: ${median.toFixed(2)}`).join('; ')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
