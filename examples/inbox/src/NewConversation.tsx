import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from './gql/index.ts';
import { newKey } from './newKey.ts';
import { mayHaveArrived } from './outcome.ts';
import { Problem } from './Problem.tsx';
import { CONVERSATIONS_CHANGE } from './queries.ts';
import { pathOf } from './selection.ts';

const CreateMutation = graphql(`
  mutation Create($input: CreateConversationInput!) {
    createConversation(input: $input) {
      conversation {
        id
      }
    }
  }
`);

interface NewConversationProps {
  readonly viewerId: string;
  /** Whether the viewer chooses the customer; otherwise the viewer is the only participant. */
  readonly isAgent: boolean;
  readonly onClose: () => void;
}

/** The form of a new conversation. Another text is another conversation, with a new idempotency key. */
export function NewConversation({ viewerId, isAgent, onClose }: NewConversationProps) {
  const [draft, setDraft] = useState({ customerId: '', name: '', key: newKey() });
  const [{ fetching, error }, create] = useMutation(CreateMutation);
  const { customerId, name, key } = draft;
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part, key: newKey() });
  /** The key of the last attempt. Its failure is not one of another text. */
  const [sentKey, setSentKey] = useState('');
  const failure = sentKey === key ? error : undefined;
  const isUnknown = mayHaveArrived(failure);

  async function submit() {
    setSentKey(key);
    const input = {
      participantIds: isAgent ? [customerId.trim(), viewerId] : [viewerId],
      ...(isAgent && { assigneeId: viewerId }),
      ...(name.trim() && { name: name.trim() }),
      idempotencyKey: key,
    };
    const result = await create({ input }, CONVERSATIONS_CHANGE);
    const id = result.data?.createConversation?.conversation?.id;
    if (id === undefined) return;
    onClose();
    window.location.hash = pathOf(id);
  }

  return (
    <form
      className="new-conversation"
      aria-label="New conversation"
      onKeyDown={({ key: pressed }) => {
        if (pressed === 'Escape') onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!fetching) void submit();
      }}
    >
      {failure && <Problem error={failure} />}
      {isUnknown && (
        <p>It may have been started: look at the list. “Start again” does not start a second one.</p>
      )}
      {isAgent && (
        <label>
          Id of the customer
          <input
            required
            autoFocus
            maxLength={256}
            value={customerId}
            readOnly={fetching}
            onChange={({ target }) => change({ customerId: target.value })}
          />
        </label>
      )}
      <label>
        Subject
        <input
          autoFocus={!isAgent}
          maxLength={256}
          value={name}
          readOnly={fetching}
          onChange={({ target }) => change({ name: target.value })}
        />
      </label>
      <span className="form-buttons">
        <button className="primary" disabled={fetching}>
          {fetching ? 'Starting…' : isUnknown ? 'Start again' : 'Start'}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </span>
    </form>
  );
}
