import { describe, expect, it } from 'vitest';
import { audiencesOf } from '../../src/schema/access.ts';
import {
  CALLERS,
  callers,
  CONVERSATIONS,
  fieldsOf,
  isUser,
  schema,
  start,
  USERS,
} from '../support/callers.ts';
import { subscribe } from '../support/live/event-stream.ts';

/** Every subscription, with each kind of object that it can name, and whether a user may have it. */
const CASES: readonly (readonly [field: string, kind: string, args: string, isForUsers: boolean])[] = [
  ...Object.entries(CONVERSATIONS).map(
    ([kind, id]) =>
      ['conversationEvents', kind, `(conversationId: ${JSON.stringify(id)})`, kind === 'shared'] as const,
  ),
  ['inboxEvents', 'all', '', false],
  ...Object.entries(USERS).map(
    ([kind, id]) => ['userChanged', kind, `(ids: [${JSON.stringify(id)}])`, kind === 'own'] as const,
  ),
  ['userChanged', 'own and other', `(ids: ["${USERS.own}", "${USERS.other}"])`, false],
];

describe('the access rules of subscriptions', () => {
  it('cover every field, and the cases below have every field', () => {
    const names = fieldsOf('Subscription').map(({ name }) => name);
    expect(fieldsOf('Subscription').filter((field) => !audiencesOf(schema, field))).toEqual([]);
    expect([...new Set(CASES.map(([field]) => field))].toSorted()).toEqual(names.toSorted());
  });
});

describe.each(callers)('a subscription of a %s', (caller) => {
  it.each(CASES)('%s, %s', async (field, kind, args, isForUsers) => {
    const gateway = await start({ pollSeconds: 0 });
    const stream = await subscribe(gateway, `subscription { ${field}${args} { __typename } }`, {
      headers: CALLERS[caller],
    });
    // Nothing comes for an unknown user: there is no first state of it.
    if (field === 'userChanged' && kind === 'missing' && !isUser(caller)) {
      expect(stream.response.status).toBe(200);
      return;
    }
    const result = await stream.next();
    const codes = result?.errors.map(({ extensions }) => extensions.code) ?? [];
    if (kind === 'hostile') {
      expect(codes).toEqual(['BAD_USER_INPUT']);
    } else if (isUser(caller) && !isForUsers) {
      expect([result?.data, codes]).toEqual([{ [field]: null }, ['FORBIDDEN']]);
    } else if (kind === 'missing') {
      expect(codes).toEqual(['NOT_FOUND']);
    } else {
      expect(codes).toEqual([]);
      expect(result?.data[field].__typename).toMatch(/^(?:EventsMissed|UserChanged)$/);
      return;
    }
    expect(await stream.next()).toBeUndefined();
  });
});
