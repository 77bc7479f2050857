import { Supergraph } from '@apollo/federation-internals';
import { parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { COMPOSERS, startAccounts, startChat, startOrders } from './services.ts';

describe.each(Object.entries(COMPOSERS))('%s', (_name, composeWith) => {
  it('composes this service with one that references its users and conversations, without a hint', async () => {
    const { supergraphSdl, errors, hints } = composeWith([await startChat(), await startOrders()]);
    expect([errors, hints]).toEqual([[], []]);
    expect(supergraphSdl).toContain('type Order');
  });

  it('hides private parts and federation fields from clients', async () => {
    const { supergraphSdl = '' } = composeWith([await startChat(), await startOrders()]);
    const api = printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema());
    expect(api).toMatch(/^type User {$/m);
    expect(api).not.toMatch(/access|Audience|REGISTRY|_entities|_service|_sdl|_Any|join__|link__/);
    expect(() => parse(supergraphSdl)).not.toThrow();
    expect(supergraphSdl).not.toMatch(/@access|Audience|REGISTRY/);
  });

  it('composes it with a service that has its own User and Conversation, if a prefix is set', async () => {
    const [plain, renamed, accounts] = [
      await startChat(),
      await startChat({ typePrefix: 'Kommunicate' }),
      await startAccounts(),
    ];
    const clash = composeWith([plain, accounts]);
    expect(clash.errors.join()).toMatch(/User\.email/);
    const { supergraphSdl, errors, hints } = composeWith([renamed, accounts]);
    expect([errors, hints]).toEqual([[], []]);
    expect(supergraphSdl).toMatch(/^type User/m);
    expect(supergraphSdl).toMatch(/^type KommunicateUser/m);
    expect(supergraphSdl).toMatch(/^type KommunicateConversation/m);
  });

  it('keeps the description of an input that requires exactly one field', async () => {
    const { supergraphSdl = '' } = composeWith([await startChat()]);
    const api = printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema());
    expect(api).toMatch(/"""\nExactly one field[^"]*"""\ninput ActionableMessageInput/);
  });
});
