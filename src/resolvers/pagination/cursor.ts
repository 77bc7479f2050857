import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/*
 * A page can end behind a message that is not for everybody's eyes, and its cursor then holds when that was written.
 * So what is in a cursor can only be read by whoever has the secret, which all processes of an account share.
 */

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a cursor is sealed with: the account's secret, and the name of the list that the cursor belongs to. */
export interface CursorSeal {
  readonly secret: string;
  readonly list: string;
}

/** Makes a text unreadable and unforgeable. The same text of the same list is the same cursor. */
export function sealCursor(text: string, seal: CursorSeal): string {
  const key = keyOf(seal);
  // Of the text, so that no two texts share one, and no clock or dice is needed.
  const nonce = createHmac('sha256', key).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** The text of a cursor; undefined for one that was made with another secret or for another list. */
export function openCursor(cursor: string, seal: CursorSeal): string | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, keyOf(seal), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

let latest: (CursorSeal & { readonly key: KeyObject }) | undefined;

/** Each list has a key of its own. The latest key is kept, because a page seals many cursors with it. */
function keyOf({ secret, list }: CursorSeal): KeyObject {
  if (latest?.secret !== secret || latest.list !== list) {
    const key = createSecretKey(createHmac('sha256', secret).update(`cursors of ${list}`).digest());
    latest = { secret, list, key };
  }
  return latest.key;
}
