/** A page without its code blocks, whose text may look like headings or links. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^([ >]*)(`{3,}|~{3,})[\s\S]*?^\1\2 *$/gm, '');
}

/** The anchors that GitHub and Starlight give to the headings of a page. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of markdown.matchAll(/<a (?:id|name)="([^"]+)">/g)) anchors.add(id);
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]+>/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

interface Link {
  readonly target: string;
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links and images of a page, without those in code. */
export function linksOf(markdown: string): readonly Link[] {
  const prose = withoutCode(markdown).replaceAll(/`[^`\n]*`/g, '');
  const targets = [
    ...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g),
    ...prose.matchAll(/^\[[^\]]+\]: (\S+)/gm),
    ...prose.matchAll(/ (?:src|href)="([^"]+)"/g),
  ].map(([, target = '']) => target);
  return targets.map((target) => {
    const [path = '', anchor] = target.split('#');
    return { target, path, anchor };
  });
}
