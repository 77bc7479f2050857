/* Draws the pictures of the seed. A page that shows them loads nothing from other hosts. */

/** The URLs of pictures and files in the seed. They are the same in every run, but no server has them. */
const PLACEHOLDER_URL = /https:\/\/(img|files)\.hearth\.example\//g;

/** Copies a seed, with its pictures and files at this address. */
export function withPicturesAt<Seed>(seed: Seed, address: string): Seed {
  return JSON.parse(JSON.stringify(seed).replaceAll(PLACEHOLDER_URL, `${address}/pictures/`)) as Seed;
}

/**
 * Draws the picture of a path as SVG: initials for a person (`.png`), its name for a thing (`.jpg`). A path always has the
 * same picture.
 * @returns undefined for any other path
 */
export function pictureAt(path: string): string | undefined {
  const [, name, kind] = /^\/pictures\/(?:[a-z]+\/)?([a-z0-9-]{1,64})\.(png|jpg)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const words = name.split('-').filter(Boolean);
  if (kind === 'jpg') return drawing(hueOf(path), words.join(' '), 26);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '');
  return drawing(hueOf(path), initials.join('').toUpperCase(), 96);
}

function drawing(hue: number, label: string, size: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" preserveAspectRatio="xMidYMid slice">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue} 45% 72%)"/>
<stop offset="1" stop-color="hsl(${(hue + 40) % 360} 45% 46%)"/></linearGradient></defs>
<rect width="240" height="240" fill="url(#g)"/>
<text x="120" y="120" font-family="sans-serif" font-size="${size}" font-weight="600" fill="white"
 text-anchor="middle" dominant-baseline="central">${label}</text></svg>`;
}

function hueOf(text: string): number {
  return Array.from(text).reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 17);
}
