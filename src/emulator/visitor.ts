import type { Changes } from './changes.ts';
import type { Store } from './store.ts';

/** A scripted customer, so that something happens in the sandbox. */
export interface Visitor {
  /** Writes the next message: a reply if an agent wrote last, else the next line of the script. */
  visit(): void;
}

/** Milliseconds between two visits. */
export const VISIT_MS = 4000;

/** The conversation of the visitor, and who the visitor is. */
const GROUP_ID = '104250001';
const CUSTOMER = 'ana-ortiz';

const LINES = [
  'Hello! I would like to ask about the oak table again.',
  'Is it treated with oil or with varnish?',
  'And do you have chairs that match it?',
  'My dining room is 3.20 m wide. Would six chairs fit?',
  'Could someone show me the table in a video call?',
  'No hurry, I am looking at your catalogue meanwhile.',
] as const;

const REPLIES = [
  'Thank you, that helps!',
  'I see. Let me think about it.',
  'Perfect, that is what I hoped for.',
  'Good to know. One more question, then.',
] as const;

/** @param write stores a message as if its author had sent it */
export function createVisitor(store: Pick<Store, 'messages' | 'users'>, write: Changes['messages']): Visitor {
  let lines = 0;
  let replies = 0;
  /** The last message of the conversation that the visitor has seen. */
  let seen = lastKeyOf(store);
  return {
    visit() {
      const messages = messagesOf(store);
      const at = messages.findIndex(({ key }) => key === seen);
      // After a reset nothing is new.
      const unseen = at === -1 ? [] : messages.slice(at + 1);
      const hasReply = unseen.some(({ fromUserName }) => store.users.get(fromUserName)?.roleType === 8);
      const message = hasReply ? REPLIES[replies++ % REPLIES.length] : LINES[lines++ % LINES.length];
      write({ groupId: GROUP_ID, fromUserName: CUSTOMER, message });
      seen = lastKeyOf(store);
    },
  };
}

function messagesOf({ messages }: Pick<Store, 'messages'>) {
  return messages.filter(({ groupId }) => groupId === GROUP_ID);
}

function lastKeyOf(store: Pick<Store, 'messages'>): string | undefined {
  return messagesOf(store).at(-1)?.key;
}
