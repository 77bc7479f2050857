/** Where a request goes. Requests of `node:http` bring their URL cut in two. */
export function urlOf(request: Request): Pick<URL, 'host' | 'pathname' | 'searchParams'> {
  return (request as { parsedUrl?: URL }).parsedUrl ?? new URL(request.url);
}
