import type { CombinedError } from 'urql';

/** Whether a change may have been made: there was no response, or one that says so. */
export function mayHaveArrived(error: CombinedError | undefined): boolean {
  if (!error) return false;
  return (
    error.networkError !== undefined ||
    error.graphQLErrors.some(({ extensions: { code } }) =>
      ['UPSTREAM_OUTCOME_UNKNOWN', 'IDEMPOTENCY_IN_PROGRESS'].includes(String(code)),
    )
  );
}
