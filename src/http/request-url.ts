/** The URL of a request. The requests of `gateway/node-adapter.ts` carry it parsed. */
export function urlOf(request: Request): Pick<URL, 'host' | 'pathname' | 'searchParams'> {
  return (request as { parsedUrl?: URL }).parsedUrl ?? new URL(request.url);
}
