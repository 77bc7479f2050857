/**
 * Attaches empty rejection handlers to the promises of a discarded list, so that they do not become unhandled
 * rejections.
 */
export function ignoreRejections(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (item instanceof Promise) item.catch(() => undefined);
}
