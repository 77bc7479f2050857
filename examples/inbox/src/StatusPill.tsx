import { statusName } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';

const StatusPillFragment = graphql(`
  fragment StatusPill on Conversation {
    status
  }
`);

export function StatusPill({ conversation }: { conversation: FragmentType<typeof StatusPillFragment> }) {
  const { status } = readFragment(StatusPillFragment, conversation);
  return status ? <span className={`pill pill-${status}`}>{statusName(status)}</span> : null;
}
