import type { ConversationStatus } from './gql/graphql.ts';

const STATUS_NAMES: Readonly<Record<ConversationStatus, string>> = {
  INITIAL: 'New',
  OPEN: 'Open',
  IN_PROGRESS: 'In progress',
  CLOSED: 'Closed',
  SPAM: 'Spam',
  DUPLICATE: 'Duplicate',
  ARCHIVED: 'Archived',
  UNRESPONDED: 'Needs a reply',
  WAITING: 'Waiting',
};

export const statusName = (status: ConversationStatus): string => STATUS_NAMES[status];

export function initialsOf(name: string): string {
  const words = name.split(/[\s@.-]+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => Array.from(word ?? '')[0]?.toUpperCase() ?? '')
    .join('');
}

/** Derives a hue from an id, so that a user always has the same colour. */
export function hueOf(id: string): number {
  return Array.from(id).reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 17);
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** The time of day for today, else the date. */
export function ago(moment: string | null | undefined): string {
  if (!moment) return '';
  const date = new Date(moment);
  return date.toDateString() === new Date().toDateString() ? TIME.format(date) : DAY.format(date);
}

export function dayAndTime(moment: string | null | undefined): string {
  if (!moment) return '';
  const date = new Date(moment);
  return `${DAY.format(date)}, ${TIME.format(date)}`;
}

/** The line of a message in a list. */
export function previewOf(
  message: { readonly text?: string | null; readonly attachment?: object | null } | null | undefined,
): string {
  if (!message) return '';
  return message.text || (message.attachment ? 'A file' : 'Buttons');
}

/** Whether a page may link to an address. Stored addresses may have any scheme. */
export function isWebAddress(address: string | null | undefined): address is string {
  return /^https?:\/\/\S+$/i.test(address ?? '') && URL.canParse(address ?? '');
}

/** Extracts the text of HTML. Stored HTML is never inserted into the page. */
export function textOfHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of body.querySelectorAll('script, style')) element.remove();
  for (const element of body.querySelectorAll('p, div, li, br, tr, h1, h2, h3')) element.append('\n');
  for (const element of body.querySelectorAll('br')) element.replaceWith('\n');
  return (body.textContent ?? '').trim();
}
