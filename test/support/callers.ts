import type { GraphQLObjectType } from 'graphql';
import { createSchema } from '../../src/schema/schema.ts';
import { bearer, startTestGateway, type TestGateway } from './harness.ts';

export const schema = createSchema();
export const typeOf = (name: string) => schema.getType(name) as GraphQLObjectType;
export const fieldsOf = (name: string) => Object.values(typeOf(name).getFields());

export const AGENT = 'tom.becker@hearth.example';
/** The callers of the access tests. A service that acts for a user has the permissions of that user. */
export const CALLERS = {
  USER: bearer('USER', 'ana-ortiz'),
  AGENT: bearer('AGENT', AGENT),
  SERVICE: bearer('SERVICE', 'hearth-bot'),
  'SERVICE for a user': { ...bearer('SERVICE', 'hearth-bot'), 'of-user-id': 'ana-ortiz' },
};
export type Caller = keyof typeof CALLERS;
export const isUser = (caller: Caller) => caller === 'USER' || caller === 'SERVICE for a user';
export const callers = Object.keys(CALLERS) as readonly Caller[];

export const USERS = { own: 'ana-ortiz', other: 'ben-carter', missing: 'no-such-user', hostile: 'a\nb' };
export const CONVERSATIONS = { shared: '104250001', other: '104250002', missing: '999', hostile: 'a\nb' };

export const start = (options = {}) => startTestGateway({ mode: 'service', ...options });
export const ask = ({ query }: TestGateway, caller: Caller, document: string, variables = {}) =>
  query(document, { headers: CALLERS[caller], variables });
