/** Prevents unhandled rejections of the promises in a discarded list. */
export function ignoreRejections(list: unknown): void {
  if (!Array.isArray(list)) return;
  for (const item of list) if (item instanceof Promise) item.catch(() => undefined);
}
