import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait on one connection before no more are read from it. */
const MOST_WAITING = 16;

interface Waiting {
  readonly response: ServerResponse;
  readonly take: () => void;
}

/**
 * The turns of requests that a client sends on one connection without waiting for answers: the next one is taken once the
 * client has read the answer before it. A client that reads nothing has one request under way on each connection.
 */
class Turns {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #isTaken = false;
  #isPaused = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  wait(response: ServerResponse, take: () => void): void {
    if (!this.#isTaken) {
      this.#take({ response, take });
      return;
    }
    this.#waiting.push({ response, take });
    if (this.#waiting.length < MOST_WAITING) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  #take({ response, take }: Waiting): void {
    this.#isTaken = true;
    response.on('close', () => this.#next());
    take();
  }

  #next(): void {
    this.#isTaken = false;
    // Nothing can be answered behind an answer that ended the connection, so nothing is done either.
    const next = this.#socket.writable ? this.#waiting.shift() : undefined;
    if (this.#isPaused && this.#waiting.length < MOST_WAITING) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    if (next) this.#take(next);
  }
}

/** Finds the turns of a connection, which last as long as that. */
export function createTurns(): (socket: Socket) => Turns {
  const bySocket = new WeakMap<Socket, Turns>();
  return (socket) => {
    let turns = bySocket.get(socket);
    if (!turns) {
      turns = new Turns(socket);
      bySocket.set(socket, turns);
    }
    return turns;
  };
}
