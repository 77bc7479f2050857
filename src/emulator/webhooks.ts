import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { WebhookFault } from './faults.ts';
import type { Conversation, Message } from './model.ts';
import type { Store } from './store.ts';
import { definedOf } from './wire.ts';

/** Where webhooks go. */
export interface WebhookTarget {
  readonly url: string;
  /** Sent as `Authentication: Basic` with the token in Base64. Default: none. */
  readonly token?: string | undefined;
}

/** One webhook, in the order in which they were due. */
export interface RecordedWebhook {
  /** The key of its message. */
  readonly key: string;
  readonly groupId: string;
  /** `held` waits for others, by a fault; `dropped` is never sent: by a fault, or because too many wait. `failed` had no response. */
  readonly state: 'waiting' | 'held' | 'dropped' | 'sent' | 'failed';
  readonly fault?: WebhookFault['kind'];
  /** The HTTP status that came back. */
  readonly status?: number;
  /** The first 1,000 characters of the body that came back. */
  readonly response?: string;
  /** Why there was no response, such as `ECONNREFUSED` or `timeout`. */
  readonly error?: string;
}

export interface Webhooks {
  /** Sends the webhook of a stored message, after all earlier ones. Does nothing without a target. */
  add(message: Message): void;
  /** Sets the target of later webhooks. Undefined: no more webhooks. */
  sendTo(target: WebhookTarget | undefined): void;
  /** The last webhooks, the oldest first. */
  list(): readonly RecordedWebhook[];
  /** Sends those that a fault holds back. */
  release(): void;
  /** Resolves when no webhook is on its way. Those that a fault holds back are not. */
  idle(): Promise<void>;
  /** Forgets all webhooks, also those that were not sent yet. */
  clear(): void;
  /** Forgets all webhooks, and cancels the one that is on its way. */
  close(): void;
}

export interface WebhooksOptions {
  readonly store: Pick<Store, 'users' | 'conversations'>;
  /** Returns the fault of the next webhook, and counts it as used once. */
  readonly takeFault: () => WebhookFault | undefined;
  /** The maximum number of webhooks in the list, and of those that wait. At the limit the oldest are dropped. */
  readonly maxWebhooks: number;
  /** Default: no webhooks. */
  readonly target?: WebhookTarget | undefined;
}

/** Time for the response to a webhook, in milliseconds. Kommunicate's own is unknown (wire-facts 14). */
const TIMEOUT_MS = 5000;
/** How many later webhooks a late one waits for by default. */
const LATE_AFTER = 3;
const MAX_RESPONSE = 1000;
const WRONG_TOKEN = 'not-the-token-of-the-dashboard';

type Record = { -readonly [Name in keyof RecordedWebhook]: RecordedWebhook[Name] };

interface Delivery {
  readonly record: Record;
  readonly target: WebhookTarget;
  readonly body: string;
}

/** Sends a webhook for each stored message: one after the other, and never again. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { store, takeFault, maxWebhooks } = options;
  let { target } = options;
  const records: Record[] = [];
  let waiting: Delivery[] = [];
  /** Webhooks that a fault holds back, each until so many others were due. */
  let held: { readonly delivery: Delivery; remaining: number }[] = [];
  let sending: Promise<void> | undefined;
  const closing = new AbortController();

  const queue = (delivery: Delivery) => {
    delivery.record.state = 'waiting';
    waiting.push(delivery);
    if (waiting.length > maxWebhooks) (waiting.shift() as Delivery).record.state = 'dropped';
    sending ??= sendAll();
  };

  async function sendAll(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { record, target: receiver, body } = next;
      Object.assign(record, await post(receiver, body, closing.signal));
    }
    // At once: a webhook that is added later must start again.
    sending = undefined;
  }

  /** Counts one webhook that was due, and queues those that waited for it. */
  const countDown = () => {
    for (const entry of held) entry.remaining -= 1;
    const due = held.filter(({ remaining }) => remaining <= 0);
    held = held.filter(({ remaining }) => remaining > 0);
    for (const { delivery } of due) queue(delivery);
  };

  const recordOf = ({ key, groupId }: Message, fault: WebhookFault | undefined): Record => {
    const record: Record = { key, groupId, state: 'waiting', ...(fault && { fault: fault.kind }) };
    records.push(record);
    if (records.length > maxWebhooks) records.shift();
    return record;
  };

  const clear = () => {
    records.length = 0;
    waiting = [];
    held = [];
  };

  return {
    add(message) {
      const conversation = store.conversations.get(message.groupId);
      if (!target || !conversation) return;
      const fault = takeFault();
      const body = JSON.stringify(payloadOf(message, conversation, store));
      const delivery: Delivery = { record: recordOf(message, fault), target, body };
      switch (fault?.kind) {
        case 'drop':
          delivery.record.state = 'dropped';
          break;
        case 'late':
        case 'swap':
          delivery.record.state = 'held';
          countDown();
          held.push({ delivery, remaining: fault.kind === 'swap' ? 1 : (fault.after ?? LATE_AFTER) });
          return;
        case 'double':
          queue(delivery);
          queue({ ...delivery, record: recordOf(message, fault) });
          break;
        case 'wrong-token':
          queue({ ...delivery, target: { ...target, token: WRONG_TOKEN } });
          break;
        case undefined:
          queue(delivery);
      }
      countDown();
    },
    sendTo(next) {
      target = next;
    },
    list: () => records.map((record) => Object.assign({}, record)),
    release() {
      const all = held;
      held = [];
      for (const { delivery } of all) queue(delivery);
    },
    async idle() {
      for (let current = sending; current; current = sending) await current;
    },
    clear,
    close() {
      clear();
      closing.abort();
    },
  };
}

/** The documented payload (wire-facts 7.6). It has no `contentType`, and `groupId` is a number. */
function payloadOf(message: Message, conversation: Conversation, store: Pick<Store, 'users'>): object {
  const { key, fromUserName, groupId, createdAtTime, fileMeta, metadata } = message;
  const isFromCustomer = store.users.get(fromUserName)?.roleType === 3;
  const receiver = conversation.members
    .map(({ userId }) => store.users.get(userId))
    .find((user) => user?.roleType === (isFromCustomer ? 8 : 3));
  return definedOf({
    key,
    from: fromUserName,
    groupId: Number(groupId),
    clientGroupId: groupId,
    groupName: conversation.name,
    message: message.message,
    timeStamp: createdAtTime,
    receiverConnected: receiver?.connected,
    receiverLastSeenAtTime: receiver?.lastSeenAtTime,
    file: fileMeta,
    metadata,
  });
}

type Outcome = Pick<RecordedWebhook, 'state' | 'status' | 'response' | 'error'>;

/** Posts one webhook on a connection of its own: an idle one would delay the end of its receiver. */
function post({ url, token }: WebhookTarget, body: string, closing: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const isTimeout = error.name === 'AbortError' || error.name === 'TimeoutError';
      resolve({ state: 'failed', error: isTimeout ? 'timeout' : (error.code ?? error.message) });
    };
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      agent: false,
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(token !== undefined && { authentication: `Basic ${Buffer.from(token).toString('base64')}` }),
      },
    });
    request.once('error', fail);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, MAX_RESPONSE)));
      response.once('error', fail);
      response.once('end', () =>
        resolve({ state: 'sent', status: response.statusCode ?? 0, response: text }),
      );
    });
    request.end(body);
  });
}
