import { badUserInput } from '../errors.ts';
import { decodeActionable } from '../kommunicate/actionable/decode.ts';
import { encodeActionable, FORM_KEYS } from '../kommunicate/actionable/encode.ts';
import type { WireMetadata } from '../kommunicate/types.ts';
import { checkActionable } from './actionable.ts';
import { checkMetadata } from './inputs.ts';
import type { SendMessageInput } from './types.generated.ts';

/**
 * The metadata of an outgoing message: the caller's metadata and the encoded actionable part.
 * @returns undefined if there is neither
 * @throws {GatewayError} `BAD_USER_INPUT` for a value that cannot be sent, or for a key that both parts set
 */
export function messageMetadata({ actionable, metadata }: SendMessageInput): WireMetadata | undefined {
  const callerMetadata = metadata ? checkMetadata(metadata, 'input.metadata') : {};
  if (!actionable) return Object.keys(callerMetadata).length === 0 ? undefined : callerMetadata;
  const template = checkActionable(actionable, 'input.actionable');
  const encoded = encodeActionable(template);
  // The limits of decoding apply to sending as well: a client could not read back a larger template.
  if (decodeActionable(encoded)?.payload === undefined) throw badUserInput('input.actionable', 'too-large');
  // The REST API takes form keys next to a buttons payload as the form of these buttons.
  const reservedKeys = [...Object.keys(encoded), ...(template.kind === 'buttons' ? FORM_KEYS : [])];
  const conflictingKey = reservedKeys.find((key) => key in callerMetadata);
  if (conflictingKey) throw badUserInput(`input.metadata.${conflictingKey}`, 'set-by-actionable');
  return { ...encoded, ...callerMetadata };
}
