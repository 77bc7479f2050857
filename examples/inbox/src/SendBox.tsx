import { useOutbox } from './outbox.ts';
import { Problem } from './Problem.tsx';

/** What the REST API takes is not documented; nobody writes more than this by hand. */
const MAX_LENGTH = 5000;

export function SendBox({ conversationId }: { readonly conversationId: string }) {
  const [{ text, isSending, error, isUncertain }, outbox] = useOutbox(conversationId);
  const canSend = text.trim() !== '' && !isSending;

  return (
    <form
      className="send"
      onSubmit={(event) => {
        event.preventDefault();
        void outbox.send(conversationId);
      }}
    >
      {error && !isUncertain && <Problem error={error} />}
      {isUncertain && (
        <div className="problem" role="alert">
          <span>It may have been sent. Look above before you send it again.</span>
          <button type="button" onClick={() => void outbox.send(conversationId, true)}>
            Send again
          </button>
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
          // While an input method is composing, Enter chooses a word.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void outbox.send(conversationId);
        }}
      />
      <button disabled={!canSend || isUncertain}>{isSending ? 'Sending…' : 'Send'}</button>
    </form>
  );
}
