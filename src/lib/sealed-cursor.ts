import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/*
 * A page can end after a hidden message, and its cursor then contains the id and time of that message. So cursors are
 * encrypted, with a key that all gateways of an account derive from the same secret.
 */

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The inputs of a cursor's key: the account's secret, and the name of the list that the cursor belongs to. */
export interface CursorSeal {
  readonly secret: string;
  readonly list: string;
}

/** Encrypts and authenticates a text. The same text and seal always give the same cursor. */
export function sealCursor(text: string, seal: CursorSeal): string {
  const key = keyOf(seal);
  // A synthetic nonce, as in SIV: it is derived from the text, so different texts have different nonces.
  const nonce = createHmac('sha256', key).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** The text of a cursor; undefined for a cursor with another secret or list, or one that was changed. */
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

/** The latest keys. A page seals many cursors with one of them, and the `nodeId`s of its items with another. */
let latestKeys: readonly (CursorSeal & { readonly key: KeyObject })[] = [];

const MAX_LATEST_KEYS = 4;

/** Each list has its own key. */
function keyOf({ secret, list }: CursorSeal): KeyObject {
  const known = latestKeys.find((entry) => entry.secret === secret && entry.list === list);
  if (known) return known.key;
  const key = createSecretKey(createHmac('sha256', secret).update(`cursors of ${list}`).digest());
  latestKeys = [{ secret, list, key }, ...latestKeys.slice(0, MAX_LATEST_KEYS - 1)];
  return key;
}
