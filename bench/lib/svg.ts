/** The points of one line: a load, and the figure measured at it. */
export interface Series {
  readonly name: string;
  readonly points: (readonly [x: number, y: number])[];
}

interface Panel {
  readonly title: string;
  /** The end of the vertical axis, which starts at 0. */
  readonly max: number;
  readonly series: readonly Series[];
}

const WIDTH = 380;
const HEIGHT = 250;
const MARGIN = { left: 48, right: 20, top: 44, bottom: 46 };
const STROKES = ['stroke="#b4532a"', 'stroke="#2f5d8a" stroke-dasharray="6 4"'];
const FILLS = ['#b4532a', '#2f5d8a'];

/** Draws panels side by side as SVG. The horizontal axis is logarithmic. */
export function drawChart(panels: readonly Panel[]): string {
  const drawn = panels.map(
    (panel, index) => `<g transform="translate(${index * WIDTH} 0)">${drawPanel(panel)}</g>`,
  );
  return svgOf(WIDTH * panels.length, HEIGHT, drawn);
}

/** Wraps drawn elements in an SVG document of this size. */
export function svgOf(width: number, height: number, drawn: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#444">
<rect width="100%" height="100%" fill="white"/>
${drawn.join('\n')}
</svg>
`;
}

const round = (value: number) => value.toFixed(1);

function drawPanel({ title, max, series }: Panel): string {
  const loads = series[0]?.points.map(([load]) => load) ?? [];
  const [first = 1, last = 2] = [loads[0], loads.at(-1)];
  const x = (load: number) =>
    MARGIN.left + (Math.log(load / first) / Math.log(last / first)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) => HEIGHT - MARGIN.bottom - (value / max) * (HEIGHT - MARGIN.top - MARGIN.bottom);

  const grid = [0, 0.25, 0.5, 0.75, 1].map((fraction) => {
    const at = round(y(fraction * max));
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${fraction * max}</text>`;
  });
  const ticks = loads.map(
    (load) =>
      `<text x="${round(x(load))}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${load}</text>`,
  );
  const lines = series.map(({ points }, index) => {
    const path = points.map(([load, value]) => `${round(x(load))},${round(y(value))}`).join(' ');
    const dots = points.map(
      ([load, value]) =>
        `<circle cx="${round(x(load))}" cy="${round(y(value))}" r="3" fill="${FILLS[index]}"/>`,
    );
    return `<polyline points="${path}" fill="none" stroke-width="2" ${STROKES[index]}/>${dots.join('')}`;
  });
  const legend = series.map(
    ({ name }, index) =>
      `<line x1="${MARGIN.left + index * 110}" x2="${MARGIN.left + 24 + index * 110}" y1="32" y2="32" stroke-width="2" ${STROKES[index]}/><text x="${MARGIN.left + 30 + index * 110}" y="36">${name}</text>`,
  );
  return [
    `<text x="${MARGIN.left}" y="18" font-size="13" font-weight="600" fill="#222">${title}</text>`,
    ...legend,
    ...grid,
    ...ticks,
    ...lines,
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">requests per second, one user each</text>`,
  ].join('\n');
}
