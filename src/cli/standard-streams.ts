/**
 * Keeps the process running when standard output or standard error cannot be written. The cause can be that the reader of
 * a pipe has exited, that the terminal was closed, or that the disk is full. Node would end the process. Output is lost
 * until a named pipe has a reader again.
 * @param onFirstFailure called once for each stream, with its name and a code such as `EPIPE`
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
