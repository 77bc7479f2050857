import { useRef } from 'react';
import { useMutation } from 'urql';
import { statusName } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import type { SettableConversationStatus } from './gql/graphql.ts';
import { Problem } from './Problem.tsx';

const StatusMenuFragment = graphql(`
  fragment StatusMenu on Conversation {
    id
    status
  }
`);

const ChangeStatusMutation = graphql(`
  mutation ChangeStatus($input: ChangeConversationStatusInput!) {
    changeConversationStatus(input: $input) {
      conversation {
        id
        status
      }
    }
  }
`);

const SETTABLE: readonly SettableConversationStatus[] = ['OPEN', 'CLOSED', 'SPAM', 'DUPLICATE'];

interface StatusMenuProps {
  readonly conversation: FragmentType<typeof StatusMenuFragment>;
}

export function StatusMenu({ conversation }: StatusMenuProps) {
  const { id, status } = readFragment(StatusMenuFragment, conversation);
  const [{ fetching, error }, change] = useMutation(ChangeStatusMutation);
  const menu = useRef<HTMLDetailsElement>(null);

  function choose(chosen: SettableConversationStatus) {
    if (menu.current) menu.current.open = false;
    void change({ input: { conversationId: id, status: chosen } });
  }

  return (
    <>
      {error && <Problem error={error} />}
      <details className="status-menu" ref={menu}>
        <summary>{fetching ? 'Changing…' : 'Change the status'}</summary>
        <div className="choices">
          {SETTABLE.filter((one) => one !== status).map((one) => (
            <button key={one} disabled={fetching} onClick={() => choose(one)}>
              {statusName(one)}
            </button>
          ))}
        </div>
      </details>
    </>
  );
}
