import { useOutbox } from './outbox.ts';

/** A message with an unknown outcome, at its place in the list. */
export function PendingBubble({ conversationId }: { readonly conversationId: string }) {
  const [{ text, pending }, outbox] = useOutbox(conversationId);
  if (!pending) return null;
  return (
    <article className="message mine pending">
      <div className="message-body">
        <p className="bubble">{pending.text}</p>
        <small className="mark">
          Not confirmed: it may have been sent
          {/* If the text box has the same text, it shows the choices. */}
          {text !== pending.text && (
            <button type="button" onClick={() => outbox.settle(conversationId)}>
              Remove
            </button>
          )}
        </small>
      </div>
    </article>
  );
}
