import { hashKeyFor } from '../lib/keyed-hash.ts';
import type { StreamEntry } from '../lib/redis-streams.ts';
import type { Hint } from './hint.ts';

/** What another instance says in a stream. A gap: it could not write some of its hints. */
export type News = { readonly kind: 'hint'; readonly hint: Hint } | { readonly kind: 'gap' };

const PREFIX = 'kommunicate-graphql:live:';

/** The stream of an account. All instances use the same name, and the Api-Key cannot be found from it. */
export const streamOf = (apiKey: string) => PREFIX + hashKeyFor('live', apiKey);

/** A stream of one instance, with which it interrupts its own read. */
export const wakeStreamOf = (instanceId: string) => `${PREFIX}wake:${instanceId}`;

/*
 * The fields of an entry: i instance, c conversation, m message, g group changed, u user, gap. Other versions of the
 * gateway read them: a name never gets another meaning. An entry with `i` alone holds a position in a new stream.
 */

/** The fields of the entry for a hint. */
export function fieldsOfHint(instanceId: string, hint: Hint): Readonly<Record<string, string>> {
  const { conversationId, messageId, isGroupChanged, userId } = hint;
  return {
    i: instanceId,
    ...(conversationId !== undefined && { c: conversationId }),
    ...(messageId !== undefined && { m: messageId }),
    ...(isGroupChanged === true && { g: '1' }),
    ...(userId !== undefined && { u: userId }),
  };
}

export const fieldsOfGap = (instanceId: string): Readonly<Record<string, string>> => ({
  i: instanceId,
  gap: '1',
});

/** What an entry says to an instance. Undefined: the instance wrote it itself, or the entry says nothing. */
export function readEntry({ fields }: StreamEntry, instanceId: string): News | undefined {
  const { i, c, m, g, u, gap } = fields;
  if (i === instanceId) return undefined;
  if (gap !== undefined) return { kind: 'gap' };
  if (c === undefined && u === undefined) return undefined;
  const hint = {
    ...(c !== undefined && { conversationId: c }),
    ...(m !== undefined && { messageId: m }),
    ...(g !== undefined && { isGroupChanged: true }),
    ...(u !== undefined && { userId: u }),
  };
  return { kind: 'hint', hint };
}
