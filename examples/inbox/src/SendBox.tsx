import { useOutbox, type PendingMessage } from './outbox.ts';
import { Problem } from './Problem.tsx';

/** The REST API documents no limit. This is more than users write by hand. */
const MAX_LENGTH = 5000;

interface SendBoxProps {
  readonly conversationId: string;
  readonly viewerId: string | null;
}

export function SendBox({ conversationId, viewerId }: SendBoxProps) {
  const [{ text, isSending, error, pending }, outbox] = useOutbox(conversationId);
  const isPending = pending?.text === text;
  const canSend = text.trim() !== '' && !isSending && !isPending;

  return (
    <form
      className="send"
      onSubmit={(event) => {
        event.preventDefault();
        void outbox.send(conversationId, viewerId);
      }}
    >
      {error && <Problem error={error} />}
      {isPending && !isSending && (
        <div className="problem" role="alert">
          <span>It may have been sent. {whatIsKnownOf(pending)}</span>
          {pending.foundId !== null && (
            <button type="button" onClick={() => outbox.settle(conversationId)}>
              It was sent
            </button>
          )}
          {pending.reading === 'failed' && pending.foundId === null && (
            <button type="button" onClick={() => void outbox.readAgain(conversationId)}>
              Read again
            </button>
          )}
          <button
            type="button"
            title="With the same key: the gateway does not send it twice"
            onClick={() => void outbox.send(conversationId, viewerId, true)}
          >
            Send again
          </button>
          {needsNewKey(pending) && (
            <button type="button" onClick={() => void outbox.sendAnew(conversationId, viewerId)}>
              Send as a new message
            </button>
          )}
        </div>
      )}
      <textarea
        aria-label="Message"
        placeholder="Write a message. Enter sends, Shift-Enter begins a new line."
        rows={2}
        maxLength={MAX_LENGTH}
        value={text}
        readOnly={isSending}
        onChange={({ target }) => outbox.write(conversationId, target.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter selects a word.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void outbox.send(conversationId, viewerId);
        }}
      />
      <button disabled={!canSend}>{isSending ? 'Sending…' : 'Send'}</button>
    </form>
  );
}

function whatIsKnownOf(pending: PendingMessage): string {
  if (pending.foundId !== null) return 'The marked message looks like it.';
  if (pending.reading === 'reading') return 'Reading the conversation again…';
  if (pending.reading === 'failed') return 'The conversation could not be read again.';
  return needsNewKey(pending)
    ? 'The gateway does not know either, and will not send it twice. It is not in the conversation so far.'
    : 'It is not in the conversation so far.';
}

/** Whether a retry had an unknown outcome too, and the conversation has no such message. Only a new key can send it. */
function needsNewKey({ attempts, reading, foundId }: PendingMessage): boolean {
  return attempts > 1 && reading === 'read' && foundId === null;
}
