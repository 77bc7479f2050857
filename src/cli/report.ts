/** What a command prints, and whether it exits with 0. */
export interface Report {
  readonly text: string;
  readonly isOk: boolean;
}

/** Longer values are cut off. */
const MAX_SHOWN = 200;

/** A value of unknown origin as JSON in visible ASCII: it can neither move the cursor nor hide text. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return shown.replaceAll(
    /[^\x20-\x7e…]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
