import { useOutbox } from './outbox.ts';

/** A message whose outcome is unknown, where it would stand in the list. */
export function PendingBubble({ conversationId }: { readonly conversationId: string }) {
  const [{ text, pending }, outbox] = useOutbox(conversationId);
  if (!pending) return null;
  return (
    <article className="message mine pending">
      <div className="message-body">
        <p className="bubble">{pending.text}</p>
        <small className="mark">
          Not confirmed: it may have been sent
          {/* With the same text in the box, the box below has the choices. */}
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
