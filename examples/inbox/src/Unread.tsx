/** The badge of a conversation with unread messages. */
export function Unread({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span className="unread">
      {count}
      <span className="visually-hidden"> unread</span>
    </span>
  );
}
