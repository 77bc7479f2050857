import type { CombinedError } from 'urql';

interface ProblemProps {
  readonly error: CombinedError;
  readonly retry?: () => void;
}

/** What went wrong, in the gateway's own sentence, and a second try where that cannot do anything twice. */
export function Problem({ error, retry }: ProblemProps) {
  const [first] = error.graphQLErrors;
  const mayRetry = first ? first.extensions.retryable === true : true;
  return (
    <div className="problem" role="alert">
      <span>{first?.message ?? 'The gateway cannot be reached.'}</span>
      {retry && mayRetry && <button onClick={retry}>Try again</button>}
    </div>
  );
}
