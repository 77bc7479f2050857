/* Draws bench/results/compare.svg from results.json: processor time per 1,000 requests, a panel per workload. */
import { readFileSync, writeFileSync } from 'node:fs';
import { svgOf } from '../lib/svg.ts';
import { RESULTS_FILE, type Results } from './results.ts';

const SHOWN = new Set(['W1', 'W2', 'W3', 'W4', 'W5', 'W6']);
const PANELS_PER_ROW = 3;
const WIDTH = 320;
const HEIGHT = 160;
const MARGIN = { left: 76, right: 56, top: 50 };
const BAR = { height: 14, distance: 20 };
const FILLS = { ours: '#b4532a', others: '#2f5d8a' };

const results = JSON.parse(readFileSync(RESULTS_FILE, 'utf8')) as Results;

/** Draws a bar per server. Each panel has a scale of its own. */
function drawPanel({ id, title }: Results['workloads'][number]): string {
  const rows = results.rows.filter(({ workload, credentials }) => workload === id && credentials === 'one');
  const longest = Math.max(...rows.map(({ figures }) => figures.cpuSecondsPer1000));
  const bars = rows.map(({ server, figures: { cpuSecondsPer1000 } }, index) => {
    const y = MARGIN.top + index * BAR.distance;
    const width = ((WIDTH - MARGIN.left - MARGIN.right) * cpuSecondsPer1000) / longest;
    const fill = server === 'ours' ? FILLS.ours : FILLS.others;
    return [
      `<text x="${MARGIN.left - 6}" y="${y + BAR.height / 2}" dy="4" text-anchor="end">${server}</text>`,
      `<rect x="${MARGIN.left}" y="${y}" width="${width.toFixed(1)}" height="${BAR.height}" fill="${fill}"/>`,
      `<text x="${(MARGIN.left + width + 6).toFixed(1)}" y="${y + BAR.height / 2}" dy="4">${cpuSecondsPer1000.toFixed(3)}</text>`,
    ].join('');
  });
  return [
    `<text x="12" y="22" font-size="13" font-weight="600" fill="#222">${id}  ${title}</text>`,
    '<text x="12" y="38">CPU seconds per 1,000 requests</text>',
    ...bars,
  ].join('\n');
}

const panels = results.workloads
  .filter(({ id }) => SHOWN.has(id))
  .map((workload, index) => {
    const [column, row] = [index % PANELS_PER_ROW, Math.floor(index / PANELS_PER_ROW)];
    return `<g transform="translate(${column * WIDTH} ${row * HEIGHT})">${drawPanel(workload)}</g>`;
  });
const height = HEIGHT * Math.ceil(panels.length / PANELS_PER_ROW);
writeFileSync(
  new URL('../results/compare.svg', import.meta.url),
  svgOf(WIDTH * PANELS_PER_ROW, height, panels),
);
