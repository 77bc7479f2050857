import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startTestGateway } from '../support/harness.ts';

// The audits send their own requests, in the order of the specification.
describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: 'http://gateway/graphql',
    fetchFn: async (input: string, init?: RequestInit) =>
      (await startTestGateway()).fetch(new Request(input, init)),
  });

  it('has 61 audits', () => expect(audits).toHaveLength(61));

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s: %s',
    async (_id, _name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    },
  );
});
