/** A response that stays open until its producer ends it or the client disconnects. */
export interface StreamResponse {
  readonly status: 200;
  /** By lower-case names. The middleware adds to them. */
  readonly headers: Record<string, string>;
  /** Called once, when the headers have been sent. Not called for HEAD, and not for a client that has disconnected. */
  start(sink: ByteSink): void;
}

/** Where the bytes of a stream go: a socket, or the `ReadableStream` of `gateway.fetch`. */
export interface ByteSink {
  /** Bytes that were written and that the connection of the client has not accepted yet. */
  readonly queuedBytes: number;
  /** Does nothing after the end. The bytes may be shared with other streams: the sink does not change them. */
  write(bytes: Buffer): void;
  /** Ends the response after the bytes. Does nothing after the end. */
  end(bytes?: Buffer): void;
  /** Closes the connection at once. */
  destroy(): void;
  /** Sets the listener for the moment when `queuedBytes` returns to 0. */
  onDrain(listener: () => void): void;
  /** Sets the listener for the end: the response was sent, or the client disconnected. It is called once. */
  onClose(listener: () => void): void;
}
