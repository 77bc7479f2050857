import { useMutation } from 'urql';
import { statusName } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import type { SettableConversationStatus } from './gql/graphql.ts';
import { Menu } from './Menu.tsx';
import { Problem } from './Problem.tsx';
import { CONVERSATIONS_CHANGE } from './queries.ts';

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
  const choose = (key: string) => {
    const chosen = SETTABLE.find((one) => one === key);
    if (chosen) void change({ input: { conversationId: id, status: chosen } }, CONVERSATIONS_CHANGE);
  };
  return (
    <>
      <Menu
        className="status-menu"
        label={fetching ? 'Changing…' : 'Status'}
        disabled={fetching}
        choices={SETTABLE.filter((one) => one !== status).map((one) => ({ key: one, name: statusName(one) }))}
        onChoose={choose}
      />
      {error && <Problem subject="Status" error={error} />}
    </>
  );
}
