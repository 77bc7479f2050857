import { useRef, useState } from 'react';
import type { FragmentType } from './gql/index.ts';
import type { WidgetRowFragmentDoc } from './gql/graphql.ts';
import { NewConversation } from './NewConversation.tsx';
import { WidgetRow } from './WidgetRow.tsx';

interface WidgetListProps {
  readonly conversations: readonly (FragmentType<typeof WidgetRowFragmentDoc> & { readonly id: string })[];
  readonly viewerId: string;
  readonly lastOpenId: string | null;
}

/** The conversations of a customer, and the form of a new one. */
export function WidgetList({ conversations, viewerId, lastOpenId }: WidgetListProps) {
  const [isNew, setNew] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <nav className="rows" aria-label="Your conversations">
        {conversations.map((conversation) => (
          <WidgetRow
            key={conversation.id}
            conversation={conversation}
            wasOpen={conversation.id === lastOpenId}
          />
        ))}
        {conversations.length === 0 && <p className="quiet">No conversations yet. Start one below.</p>}
      </nav>
      {isNew && (
        <NewConversation
          viewerId={viewerId}
          isAgent={false}
          onClose={() => {
            setNew(false);
            button.current?.focus();
          }}
        />
      )}
      <div className="widget-foot">
        <button ref={button} className="primary" aria-expanded={isNew} onClick={() => setNew(!isNew)}>
          New conversation
        </button>
      </div>
    </>
  );
}
