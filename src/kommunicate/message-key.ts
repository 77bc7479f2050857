import { hash } from 'node:crypto';

/**
 * How much later than its `createdAtTime` a message may appear in `message/list`, in milliseconds. An assumption: neither
 * the order nor the delay of the list is documented.
 */
export const LATE_MS = 5000;

/** A short hash of a message id. The leading digit of an id differs between the two sides of a message (wire-facts 7.2). */
export function hashOf(messageKey: string): string {
  return digestOf(normalizedKey(messageKey));
}

/** A message id without the digit of its side: `5-…` of the receiver and `4-…` of the sender are one message. */
export function normalizedKey(messageKey: string): string {
  return messageKey.replace(/^\d-/, '');
}

/** The number of characters of a digest: 48 bits. */
export const DIGEST_LENGTH = 8;

/** A short digest of a text, for cursors. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);
}
