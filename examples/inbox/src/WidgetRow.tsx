import { useFocusAfterClose } from './focus.ts';
import { ago, previewOf } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import { useUnread } from './reads.ts';
import { pathOf } from './selection.ts';
import { Unread } from './Unread.tsx';

const WidgetRowFragment = graphql(`
  fragment WidgetRow on Conversation {
    id
    name
    unreadCount
    latestMessage {
      text
      createdAt
      attachment {
        name
      }
    }
  }
`);

interface WidgetRowProps {
  readonly conversation: FragmentType<typeof WidgetRowFragment>;
  /** Whether the customer comes back from this conversation. */
  readonly wasOpen: boolean;
}

/** A conversation in the list of a customer. */
export function WidgetRow({ conversation, wasOpen }: WidgetRowProps) {
  const row = readFragment(WidgetRowFragment, conversation);
  const { id, name, latestMessage } = row;
  const link = useFocusAfterClose(false, wasOpen);
  const unread = useUnread(row);
  return (
    <a ref={link} className="row" href={pathOf(id)}>
      <span className="row-text">
        <span className="row-top">
          <strong>{name || 'Your conversation'}</strong>
          <time dateTime={latestMessage?.createdAt ?? undefined}>{ago(latestMessage?.createdAt)}</time>
        </span>
        <span className="row-bottom">
          <span className="preview">{previewOf(latestMessage)}</span>
          <Unread count={unread} />
        </span>
      </span>
    </a>
  );
}
