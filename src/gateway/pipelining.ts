import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Number of queued requests on one connection at which the gateway stops reading from it. */
const MAX_QUEUED = 16;

interface QueuedRequest {
  readonly response: ServerResponse;
  readonly start: () => void;
}

/**
 * The queue of requests that a client pipelines on one connection (RFC 9112, 9.3.2). A request starts when the client has
 * received the response before it. So a client that reads nothing has one request in flight on each connection.
 */
export class RequestQueue {
  readonly #socket: Socket;
  readonly #queue: QueuedRequest[] = [];
  #isBusy = false;
  #isPaused = false;
  #hasWaited = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether the request that runs has waited for the response to another one. */
  hasWaited(): boolean {
    return this.#hasWaited;
  }

  add(response: ServerResponse, start: () => void): void {
    if (!this.#isBusy) {
      this.#hasWaited = false;
      this.#start({ response, start });
      return;
    }
    this.#queue.push({ response, start });
    if (this.#queue.length < MAX_QUEUED) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #start({ response, start }: QueuedRequest): void {
    this.#isBusy = true;
    response.on('close', () => this.#startNext());
    start();
  }

  #startNext(): void {
    this.#isBusy = false;
    // After a response that ended the connection no response can follow, so the remaining requests are dropped.
    const next = this.#socket.writable ? this.#queue.shift() : undefined;
    if (this.#isPaused && this.#queue.length < MAX_QUEUED) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    if (!next) return;
    this.#hasWaited = true;
    this.#start(next);
  }
}

/** @returns a function that finds the queue of a connection. A queue lives as long as its socket */
export function createRequestQueues(): (socket: Socket) => RequestQueue {
  const queues = new WeakMap<Socket, RequestQueue>();
  return (socket) => {
    let queue = queues.get(socket);
    if (!queue) {
      queue = new RequestQueue(socket);
      queues.set(socket, queue);
    }
    return queue;
  };
}
