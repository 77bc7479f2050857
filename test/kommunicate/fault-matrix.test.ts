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

/** A gateway whose REST API is at fault, and how many calls that has taken. */
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
    // With a key only the first one is sent: others have to fail.
    const documents = Array.from({ length: 20 }, (_, n) => document.replace('Key: "k"', `Key: "k-${n}"`));
    for (const each of documents) await gateway.query(each);
  } else {
    gateway.emulator.fault({ ...fault, endpoint, times: 100 });
  }
  return { gateway, clock, before: gateway.calls(endpoint).length };
}

const at = (value: any, path: readonly string[]) => path.reduce((part, name) => part?.[name], value);
const errorsAt = ({ errors }: Answer, path: readonly string[]) =>
  errors.filter((error) => path.every((name, index) => String(error.path?.[index]) === name));

async function answerWithoutFault(operation: Operation): Promise<unknown> {
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
      const asked = gateway.query(operation.document);
      const answer = await (clock?.passUntil(asked) ?? asked);

      // Whatever became of a field, the response is a response: a router that read 5xx or Retry-After would send a
      // change again.
      expect(answer.status).toBe(200);
      expect(answer.headers.get('retry-after')).toBeNull();
      // Where nobody listens at all, what stands before it has failed already.
      const [error] = fault === 'closed' ? answer.errors : errorsAt(answer, operation.path);
      if (expected.is === 'answer' || expected.is === 'null') {
        expect(answer.errors).toEqual([]);
      } else {
        expect(error?.extensions).toEqual({
          code: expected.is,
          retryable: ERRORS[expected.is].retryable,
          ...(expected.is === 'NOT_FOUND' && { reason: expect.any(String) as unknown }),
          ...(situation.retryAfterMs && { retryAfterMs: situation.retryAfterMs }),
        });
      }
      const got = at(answer.data, operation.path);
      if (expected.is !== 'answer') expect(got ?? null).toBeNull();
      else if (!operation.isWrite) expect(got).toEqual(await answerWithoutFault(operation));
      else expect(got).not.toBeNull();
      expectSiblingToStand(gateway, answer, fault);

      const made = gateway.calls(operation.endpoint).length - before;
      expect(made).toBe(operation.isPair ? (expected.callsOfPair ?? expected.calls) : expected.calls);
      if (operation.endpoint === 'messageSend') expectAtMostOneMessage(gateway, expected);
    });
  });
});

function expectSiblingToStand({ calls }: TestGateway, answer: Answer, fault: Fault) {
  if (fault === 'closed') expect(calls()).toEqual([]);
  else expect(answer.data.sibling).not.toBeNull();
}

function expectAtMostOneMessage({ emulator }: TestGateway, { is }: Outcome) {
  const stored = emulator.messages.length;
  if (is === 'answer') expect(stored).toBe(1);
  else if (is === 'UPSTREAM_OUTCOME_UNKNOWN') expect(stored).toBeLessThanOrEqual(1);
  else expect(stored).toBe(0);
}
