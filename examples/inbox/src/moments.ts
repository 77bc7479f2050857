import { makeOperation, mapExchange } from 'urql';

let last = 0;
let mutatedAt = 0;

/**
 * Orders what happens on this page: each call returns a greater number. Times of a clock would not do, because two things
 * can share a millisecond.
 */
export function nextMoment(): number {
  last += 1;
  return last;
}

/** When the last mutation had its outcome. A query that was sent before has older data. */
export const lastMutation = (): number => mutatedAt;

/** Adds to each result when its request was sent. The cache keeps that with the result. */
export const momentsExchange = mapExchange({
  onOperation: (operation) =>
    makeOperation(operation.kind, operation, { ...operation.context, sentAt: nextMoment() }),
  onResult(result) {
    if (result.operation.kind === 'mutation') mutatedAt = nextMoment();
    const sentAt: unknown = result.operation.context.sentAt;
    return { ...result, extensions: { ...result.extensions, sentAt } };
  },
});

/** When the request of a result was sent; 0 before there is one. */
export const sentAtOf = (result: { readonly extensions?: Record<string, unknown> | undefined }): number =>
  Number(result.extensions?.sentAt ?? 0);
