import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/errors.ts';
import { stopClock } from '../support/clock.ts';
import { startTestGateway, type Answer, type TestGateway } from '../support/harness.ts';
import {
  MAX_ANSWER_BYTES,
  OPERATIONS,
  SITUATIONS,
  type Operation,
  type OperationName,
  type Outcome,
  type Situation,
} from '../support/outcomes.ts';

const names = Object.keys(OPERATIONS) as readonly OperationName[];

function outcomeOf({ read, write, except = {} }: Situation, name: OperationName): Outcome {
  return except[name] ?? (OPERATIONS[name].isWrite ? write : read);
}

type Fault = Situation['faults'][string];

const takesForever = (fault: Fault) =>
  typeof fault === 'object' && (fault.kind === 'hang' || fault.kind === 'drip');

/** Starts a gateway whose REST API fails. `before`: calls that the set-up itself has made. */
async function startFaulty({ endpoint, document }: Operation, fault: Fault) {
  const clock = takesForever(fault) ? stopClock() : undefined;
  const gateway = await startTestGateway({
    mode: 'trusted',
    retry: { baseMs: 1 },
    breaker: { now: () => 0 },
    http: { maxAnswerBytes: MAX_ANSWER_BYTES, ...(clock && { timeoutMs: 1000 }) },
  });
  if (fault === 'closed') {
    await gateway.emulator.close();
  } else if (fault === 'open') {
    gateway.emulator.fault({ kind: 'answer', status: 500, endpoint, times: 20 });
    // Each request needs an idempotency key of its own: only the first one with a key is sent.
    const documents = Array.from({ length: 20 }, (_, n) => document.replace('Key: "k"', `Key: "k-${n}"`));
    for (const each of documents) await gateway.query(each);
  } else {
    gateway.emulator.fault({ ...fault, endpoint, times: 100 });
  }
  return { gateway, clock, before: gateway.calls(endpoint).length };
}

const at = (value: any, path: readonly string[]) => path.reduce((parent, name) => parent?.[name], value);
const errorsAt = ({ errors }: Answer, path: readonly string[]) =>
  errors.filter((error) => path.every((name, index) => String(error.path?.[index]) === name));

/** Marking a conversation as read is a mutation that fails as a read. */
const isMutation = ({ document }: Operation) => document.startsWith('mutation');

async function dataWithoutFault(operation: Operation): Promise<unknown> {
  const { query } = await startTestGateway({ mode: 'trusted' });
  const { data } = await query(operation.document);
  return at(data, operation.path);
}

describe.each(SITUATIONS)('when the REST API $when', (situation) => {
  describe.each(Object.entries(situation.faults))('(%s)', (_name, fault) => {
    it.each(names)('%s', async (name) => {
      const operation: Operation = OPERATIONS[name];
      const expected = outcomeOf(situation, name);
      const { gateway, clock, before } = await startFaulty(operation, fault);
      const pending = gateway.query(operation.document);
      const response = await (clock?.passUntil(pending) ?? pending);

      // A failed field must not fail the HTTP response: on a 5xx or Retry-After, a router would send a change again.
      expect(response.status).toBe(200);
      expect(response.headers.get('retry-after')).toBeNull();
      // If nothing listens, the parent field has already failed.
      const [error] = fault === 'closed' ? response.errors : errorsAt(response, operation.path);
      if (expected.is === 'data' || expected.is === 'null') {
        expect(response.errors).toEqual([]);
      } else {
        expect(error?.extensions).toEqual({
          code: expected.is,
          retryable: ERRORS[expected.is].retryable,
          ...(expected.is === 'NOT_FOUND' && { reason: expect.any(String) as unknown }),
          ...(situation.retryAfterMs && { retryAfterMs: situation.retryAfterMs }),
        });
      }
      const value = at(response.data, operation.path);
      if (expected.is !== 'data') expect(value ?? null).toBeNull();
      else if (!isMutation(operation)) expect(value).toEqual(await dataWithoutFault(operation));
      else expect(value).not.toBeNull();
      expectSiblingData(gateway, response, fault);

      const made = gateway.calls(operation.endpoint).length - before;
      expect(made).toBe(operation.isPair ? (expected.callsOfPair ?? expected.calls) : expected.calls);
      if (operation.endpoint.startsWith('messageSend')) expectAtMostOneMessage(gateway, expected);
    });
  });
});

function expectSiblingData({ calls }: TestGateway, response: Answer, fault: Fault) {
  if (fault === 'closed') expect(calls()).toEqual([]);
  else expect(response.data.sibling).not.toBeNull();
}

function expectAtMostOneMessage({ emulator }: TestGateway, { is }: Outcome) {
  const stored = emulator.messages.length;
  if (is === 'data') expect(stored).toBe(1);
  else if (is === 'UPSTREAM_OUTCOME_UNKNOWN') expect(stored).toBeLessThanOrEqual(1);
  else expect(stored).toBe(0);
}
