/** Where the bytes of a stream go: a socket, or the `ReadableStream` of `gateway.fetch`. */
export interface ByteSink {
  write(bytes: Buffer): void;
  /** Ends the stream. */
  end(): void;
  /** Cuts the connection. */
  destroy(): void;
  /** Bytes written that the connection of the client has not taken. */
  queuedBytes(): number;
  /** Registers the listener for the moment when the connection has taken everything. */
  onDrain(listener: () => void): void;
  /** Registers the listener for the end of the connection. It is called once. */
  onClose(listener: () => void): void;
}
