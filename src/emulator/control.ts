import { changeFromText, type Changes } from './changes.ts';
import type { FaultScript } from './faults.ts';
import { readFaults } from './read-faults.ts';
import type { Endpoint } from './routes.ts';
import type { Webhooks } from './webhooks.ts';

/** One call as it was received. */
export interface RecordedCall {
  /** Undefined for a path that is not emulated. */
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn, exactly as they were received. */
  readonly rawHeaders: readonly string[];
  /** The first 64 KiB; empty for a call without the right key. */
  readonly body: string;
  /** How many calls were in flight when this one arrived, itself included. */
  readonly inFlight: number;
}

interface ControlOptions {
  readonly calls: readonly RecordedCall[];
  readonly faults: FaultScript;
  readonly changes: Changes;
  readonly webhooks: Pick<Webhooks, 'list' | 'release'>;
  readonly reset: () => void;
}

/** The requests below `/__emulator`: a method and the rest of the path, with what they do. */
export const ACTIONS = {
  'GET calls': 'the last 1,000 calls, with the first 64 KiB of their bodies',
  'GET faults': 'the pending faults',
  'POST faults': 'scripts one fault, or a list of them',
  'DELETE faults': 'removes the pending faults',
  'POST messages':
    'stores a message of any user: `groupId`, `fromUserName`, `message`; optional `metadata`, `contentType`, `createdAtTime`',
  'POST users':
    'changes a user: `userId`, and any of `connected`, `displayName`, `email`, `imageLink`, `phoneNumber`, `deactivated`, `unreadCount`, `lastSeenAtTime`, `metadata`',
  'POST groups':
    'changes a conversation, without a message: `groupId`, and any of `status`, `assignee`, `members`, `name`, `imageUrl`, `metadata`',
  'GET webhooks': 'the last 1,000 webhooks, and what came back',
  'POST webhooks': 'sends the webhooks that a fault holds back',
  'POST reset': 'restores the initial state, and removes calls, faults and webhooks',
} as const;

/** The paths below `/__emulator`, which the REST API does not have. */
export function createControl({ calls, faults, changes, webhooks, reset }: ControlOptions) {
  /** @param action a method and the rest of the path, such as `GET calls` */
  return (action: string, body: string): { readonly status: number; readonly body: unknown } => {
    switch (action) {
      case 'GET calls':
        return { status: 200, body: calls.map(withoutKey) };
      case 'GET faults':
        return { status: 200, body: faults.list() };
      case 'POST faults': {
        const read = readFaults(body);
        if ('problems' in read) return { status: 400, body: read };
        for (const fault of read.faults) faults.add(fault);
        return { status: 201, body: faults.list() };
      }
      case 'DELETE faults':
        faults.clear();
        return { status: 200, body: [] };
      case 'POST messages':
        return responseTo(changes.messages, body);
      case 'POST users':
        return responseTo(changes.users, body);
      case 'POST groups':
        return responseTo(changes.groups, body);
      case 'GET webhooks':
        return { status: 200, body: webhooks.list() };
      case 'POST webhooks':
        webhooks.release();
        return { status: 200, body: webhooks.list() };
      case 'POST reset':
        reset();
        return { status: 200, body: { status: 'ok' } };
      default:
        return { status: 404, body: { message: Object.keys(ACTIONS).join(', ') } };
    }
  };
}

function responseTo(change: Changes[keyof Changes], body: string) {
  const outcome = changeFromText(change, body);
  return 'problems' in outcome ? { status: 400, body: outcome } : { status: 201, body: outcome.result };
}

function withoutKey({ rawHeaders: _rawHeaders, path, ...call }: RecordedCall) {
  return { ...call, path: path.replace(/(?<=[?&]apiKey=)[^&]*/, '…') };
}
