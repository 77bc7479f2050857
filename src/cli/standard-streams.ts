/**
 * Lets the process live on when nothing can be written to standard output or standard error: the reader of a pipe has
 * gone, the terminal was closed, or the disk is full. Node would end it. What is written meanwhile is lost; a named pipe
 * that gets a reader again gets what is written from then on.
 * @param onFirstFailure told once for each stream, with its name and a code such as `EPIPE`
 */
export function surviveClosedStreams(
  { stdout, stderr }: Record<'stdout' | 'stderr', NodeJS.WritableStream>,
  onFirstFailure: (stream: 'stdout' | 'stderr', code: string) => void,
): void {
  for (const [name, stream] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    let hasFailed = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (hasFailed) return;
      hasFailed = true;
      onFirstFailure(name, error.code ?? error.name);
    });
  }
}
