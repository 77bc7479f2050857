/**
 * Returns the section of the changelog for a release, without its heading.
 * @param tag such as `v0.2.0`
 * @param version the version of package.json
 * @throws {Error} when they do not agree, or the changelog has no such section
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (tag !== `v${version}`)
    throw new Error(`The tag is "${tag}", but package.json has the version ${version}.`);
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => /^\S+/.exec(text)?.[0] === version);
  const notes = section?.slice(section.indexOf('\n')).trim();
  if (!notes) throw new Error(`CHANGELOG.md has no section "## ${version}".`);
  return `${notes}\n`;
}
