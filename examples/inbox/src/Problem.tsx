import type { CombinedError } from 'urql';

interface ProblemProps {
  readonly error: CombinedError;
  /** What failed, where the place does not say it. */
  readonly subject?: string;
  readonly retry?: () => void;
}

/** Shows the gateway's error message, and a retry button if a retry is safe. */
export function Problem({ error, subject, retry }: ProblemProps) {
  const [first] = error.graphQLErrors;
  const mayRetry = first ? first.extensions.retryable === true : true;
  return (
    <div className="problem" role="alert">
      <span>
        {subject && <b>{subject}: </b>}
        {first?.message ?? 'The gateway cannot be reached.'}
      </span>
      {retry && mayRetry && <button onClick={retry}>Try again</button>}
    </div>
  );
}
