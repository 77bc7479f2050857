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

export function StatusMenu({
  conversation,
}: {
  readonly conversation: FragmentType<typeof StatusMenuFragment>;
}) {
  const { id, status } = readFragment(StatusMenuFragment, conversation);
  const [{ fetching, error }, change] = useMutation(ChangeStatusMutation);
  return (
    <>
      {error && <Problem error={error} />}
      <select
        className="status-menu"
        aria-label="Change the status"
        disabled={fetching}
        value=""
        onChange={({ target }) =>
          void change({ input: { conversationId: id, status: target.value as SettableConversationStatus } })
        }
      >
        <option value="" disabled>
          Change the status
        </option>
        {SETTABLE.filter((one) => one !== status).map((one) => (
          <option key={one} value={one}>
            {statusName(one)}
          </option>
        ))}
      </select>
    </>
  );
}
