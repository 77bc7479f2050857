import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/*
 * A page can end behind a message that is not for everybody's eyes, and its cursor then holds when that was written.
 * So what is in a cursor can only be read by whoever has the secret, which all processes of an account share.
 */

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Makes a text unreadable and unforgeable. The same text is the same cursor. */
export function sealCursor(text: string, secret: string): string {
  const key = keyOf(secret);
  // Of the text, so that no two texts share one, and no clock or dice is needed.
  const nonce = createHmac('sha256', key).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** The text of a cursor; undefined for one that was not made with this secret. */
export function openCursor(cursor: string, secret: string): string | undefined {
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, keyOf(secret), nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

let latest: { readonly secret: string; readonly key: KeyObject } | undefined;

/** Made anew only where another account asks than before. */
function keyOf(secret: string): KeyObject {
  if (latest?.secret !== secret) {
    const key = createSecretKey(createHmac('sha256', secret).update('cursors').digest());
    latest = { secret, key };
  }
  return latest.key;
}
