import { useMemo, useRef, useState } from 'react';
import type { ConversationStatus } from './gql/graphql.ts';
import { InboxPage } from './InboxPage.tsx';
import type { InboxFilter, LiveInbox } from './liveInbox.ts';
import { NewConversation } from './NewConversation.tsx';
import { SearchForm } from './SearchForm.tsx';

interface Choice {
  readonly name: string;
  readonly statuses: ConversationStatus[] | null;
  readonly isMine?: boolean;
}

const CHOICES: readonly Choice[] = [
  { name: 'All', statuses: null },
  { name: 'Open', statuses: ['OPEN', 'UNRESPONDED', 'IN_PROGRESS', 'WAITING'] },
  { name: 'Closed', statuses: ['CLOSED'] },
  { name: 'Assigned to me', statuses: null, isMine: true },
];

interface InboxPanelProps {
  readonly live: LiveInbox;
  readonly selected: string | null;
  readonly viewerId: string | null;
}

/** The list of conversations, with its search, its filters and the form of a new one. */
export function InboxPanel({ live, selected, viewerId }: InboxPanelProps) {
  const [choice, setChoice] = useState(0);
  const [search, setSearch] = useState<string | null>(null);
  const [isNew, setNew] = useState(false);
  const newButton = useRef<HTMLButtonElement>(null);
  const { statuses = null, isMine = false } = CHOICES[choice] ?? {};
  const filter = useMemo<InboxFilter>(
    () =>
      search !== null
        ? { statuses: null, assigneeId: null, search }
        : { statuses, assigneeId: isMine ? viewerId : null, search },
    [search, statuses, isMine, viewerId],
  );

  return (
    <>
      <div className="tools">
        <SearchForm search={search} onSearch={setSearch} />
        <button
          ref={newButton}
          aria-label="New conversation"
          aria-expanded={isNew}
          disabled={viewerId === null}
          onClick={() => setNew(!isNew)}
        >
          New
        </button>
      </div>
      {isNew && viewerId !== null && (
        <NewConversation
          viewerId={viewerId}
          isAgent
          onClose={() => {
            setNew(false);
            newButton.current?.focus();
          }}
        />
      )}
      <div className="filters" role="group" aria-label="Which conversations">
        {CHOICES.map(({ name, isMine: needsViewer }, index) => (
          <button
            key={name}
            aria-pressed={search === null && index === choice}
            disabled={needsViewer === true && viewerId === null}
            onClick={() => {
              setChoice(index);
              setSearch(null);
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <nav className="rows" aria-label="Conversations">
        <InboxPage
          key={JSON.stringify(filter)}
          filter={filter}
          after={null}
          live={live}
          selected={selected}
        />
      </nav>
    </>
  );
}
