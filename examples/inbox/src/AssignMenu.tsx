import { useMutation, useQuery } from 'urql';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import { Menu } from './Menu.tsx';
import { Problem } from './Problem.tsx';
import { CONVERSATIONS_CHANGE } from './queries.ts';
import { TEAM } from './team.ts';

const AssignMenuFragment = graphql(`
  fragment AssignMenu on Conversation {
    id
    assignee {
      id
    }
  }
`);

const TeamQuery = graphql(`
  query Team($ids: [ID!]!) {
    users(ids: $ids) {
      id
      displayName
    }
  }
`);

const AssignMutation = graphql(`
  mutation Assign($input: AssignConversationInput!) {
    assignConversation(input: $input) {
      conversation {
        id
        ...ConversationHeader
      }
    }
  }
`);

interface AssignMenuProps {
  readonly conversation: FragmentType<typeof AssignMenuFragment>;
  readonly viewerId: string | null;
}

export function AssignMenu({ conversation, viewerId }: AssignMenuProps) {
  const { id, assignee } = readFragment(AssignMenuFragment, conversation);
  const [{ data, error: teamError }, readTeam] = useQuery({
    query: TeamQuery,
    variables: { ids: [...TEAM] },
  });
  const [{ fetching, error }, assign] = useMutation(AssignMutation);
  const others = (data?.users ?? []).flatMap((agent) =>
    agent && agent.id !== assignee?.id
      ? [{ key: agent.id, name: `${agent.displayName || agent.id}${agent.id === viewerId ? ' (you)' : ''}` }]
      : [],
  );
  return (
    <>
      <Menu
        className="assign-menu"
        label={fetching ? 'Assigning…' : 'Assign'}
        disabled={fetching}
        choices={others}
        empty={data ? 'No other agent.' : 'The agents are not loaded.'}
        onChoose={(assigneeId) =>
          void assign({ input: { conversationId: id, assigneeId } }, CONVERSATIONS_CHANGE)
        }
      />
      {teamError && !data && (
        <Problem
          subject="Agents"
          error={teamError}
          retry={() => readTeam({ requestPolicy: 'network-only' })}
        />
      )}
      {error && <Problem subject="Assign" error={error} />}
    </>
  );
}
