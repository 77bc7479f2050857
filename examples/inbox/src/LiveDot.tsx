/** Whether news arrive at once. Without streams the page still queries once a minute. */
export function LiveDot({ isLive }: { readonly isLive: boolean }) {
  return (
    <span className="live" data-live={isLive} role="status">
      {isLive ? 'live' : 'reconnecting'}
    </span>
  );
}
