import {
  coerceInputValue,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLID,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  TypeInfo,
  valueFromAST,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { badUserInput, type ErrorDetails, type ErrorReason } from '../../errors.ts';
import { createInputCoercion, NEEDS_FULL_COERCION, type FastCoercer } from './input-coercion.ts';

/** Errors listed at most: one bad list of ids need not be answered with a thousand of them. */
const MAX_ERRORS = 5;

/** Thrown when enough has been found: a list of a hundred thousand bad ids need not be read to its end. */
class ErrorLimitReached extends Error {}

/** What variables are once they are coerced as graphql-js does it, or what is wrong with them. */
type VariablesRead =
  { readonly errors: readonly GraphQLError[] } | { readonly values: Readonly<Record<string, unknown>> };

export type CoerceVariables = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
) => VariablesRead;

/**
 * Checks variables against their declared types before anything is executed, and says of each bad value where
 * it stands (`input.email`, `ids.3`). A number given as id must be a safe integer: beyond 2^53 JSON has
 * already lost digits, and another user could be meant. (A resolver for `ID` would do it too, but changes
 * graphql's own `GraphQLID` for the whole process.)
 */
export function createVariableCoercion(schema: GraphQLSchema): CoerceVariables {
  const coercerOf = createInputCoercion();
  const known = new WeakMap<OperationDefinitionNode, readonly Variable[]>();
  const variablesOf = (operation: OperationDefinitionNode) => {
    let variables = known.get(operation);
    if (!variables) {
      variables = (operation.variableDefinitions ?? []).map(({ variable, type: typeNode, defaultValue }) => {
        // The document is valid: there is a type of that name, and it is one for values that come in.
        const type = typeFromAST(schema, typeNode as NamedTypeNode) as unknown as GraphQLInputType;
        return { name: variable.name.value, type, fastCoerce: coercerOf(type), defaultValue };
      });
      known.set(operation, variables);
    }
    return variables;
  };

  return (document, operation, given) => {
    const errors: GraphQLError[] = [];
    const report: Report = (path, reason, details) => {
      const refusal = badUserInput(path.join('.'), reason, details);
      const { message, code, retryable, argument } = refusal;
      // `spec`: a client that only accepts application/json gets 200, as GraphQL over HTTP has it.
      const extensions = { code, retryable, argument, reason, ...details, http: { status: 400, spec: true } };
      errors.push(new GraphQLError(message, { extensions }));
      if (errors.length === MAX_ERRORS) throw new ErrorLimitReached();
    };
    let needed: ReadonlySet<string> | undefined;
    const isNeeded = (name: string) => (needed ??= nonNullVariables(schema, document, operation)).has(name);
    const values: Record<string, unknown> = {};
    try {
      for (const variable of variablesOf(operation)) {
        const value = readVariable(variable, given, isNeeded, report);
        if (value !== undefined) values[variable.name] = value;
      }
    } catch (error) {
      if (!(error instanceof ErrorLimitReached)) throw error;
    }
    return errors.length > 0 ? { errors } : { values };
  };
}

/** What a variable must be. */
interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly fastCoerce: FastCoercer;
  readonly defaultValue: VariableDefinitionNode['defaultValue'];
}

type Path = readonly (string | number)[];
type Reason = ErrorReason<'BAD_USER_INPUT'>;
type Report = (path: Path, reason: Reason, details?: ErrorDetails) => void;

/** One variable, coerced; undefined where it is not given, or not good, which is reported. */
function readVariable(
  { name, type, fastCoerce, defaultValue }: Variable,
  given: Readonly<Record<string, unknown>>,
  isNeeded: (name: string) => boolean,
  report: Report,
): unknown {
  const refuse = (reason: Reason): undefined => {
    report([name], reason);
  };
  // Scalars look a variable up by its name alone: one of an object's own words would find a function.
  if (name in Object.prototype) return refuse('forbidden-name');
  if (!Object.hasOwn(given, name) || given[name] === undefined) {
    if (defaultValue) return valueFromAST(defaultValue, type);
    return isNonNullType(type) ? refuse('required') : undefined;
  }
  const value = given[name];
  if (value === null && (isNonNullType(type) || isNeeded(name))) return refuse('required');
  const plain = fastCoerce(value);
  if (plain !== NEEDS_FULL_COERCION) return plain;
  const coerced: unknown = coerceInputValue(value, type, (path, _badValue, { message }) => {
    const { reason, field } = reasonOfCoercionError(message);
    const details = reason === 'wrong-type' ? detailsOf(typeAt(type, path)) : undefined;
    report([name, ...path, ...(field === undefined ? [] : [field])], reason, details);
  });
  for (const path of unsafeIntegerIds(value, type)) report([name, ...path], 'inexact-number');
  return coerced;
}

/**
 * The variables that stand where null may not. With a default, of its own or of the place, one may stand
 * there although its own type allows null, and a null that is given in spite of the default would be an error
 * in the middle of the execution.
 */
function nonNullVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const types = new TypeInfo(schema);
  // The operation, and the fragments it reaches.
  const reached = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  for (const definition of reached) {
    visit(
      definition,
      visitWithTypeInfo(types, {
        Variable(node) {
          if (isNonNullType(types.getInputType())) needed.add(node.name.value);
        },
        FragmentSpread({ name }) {
          for (const other of document.definitions) {
            if (other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name.value)
              reached.add(other);
          }
        },
      }),
    );
  }
  return needed;
}

/** graphql-js says only in its sentence which field is missing, or unknown (tests hold the sentences). */
function reasonOfCoercionError(message: string): { reason: Reason; field?: string | undefined } {
  const field = /^Field "(.*?)"/.exec(message)?.[1];
  if (message.includes('was not provided')) return { reason: 'required', field };
  if (message.includes('is not defined by type')) return { reason: 'unknown-field', field };
  if (message.includes('not to be null') || message.includes('must be non-null'))
    return { reason: 'required' };
  if (message.includes('Exactly one key')) return { reason: 'not-exactly-one' };
  return { reason: 'wrong-type' };
}

/** The type that a value must have at a path below a variable. */
function typeAt(variableType: GraphQLInputType, path: Path): GraphQLInputType {
  let type = variableType;
  for (const key of path) {
    const parent: unknown = getNullableType(type);
    if (isListType(parent)) type = parent.ofType as GraphQLInputType;
    else if (isInputObjectType(parent)) type = parent.getFields()[key]?.type ?? type;
  }
  return type;
}

function detailsOf(type: GraphQLInputType): ErrorDetails {
  const named = getNamedType(type);
  const expected = String(type);
  return isEnumType(named) ? { expected, allowed: named.getValues().map(({ name }) => name) } : { expected };
}

/** The paths of numbers given as ids that are whole, but too large to be exact. */
function* unsafeIntegerIds(value: unknown, inputType: GraphQLInputType): Generator<(string | number)[]> {
  const type = getNullableType(inputType);
  if (value === null || value === undefined) return;
  if (type === GraphQLID) {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) yield [];
  } else if (isListType(type)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, item] of items.entries()) {
      const here = Array.isArray(value) ? [index] : [];
      for (const path of unsafeIntegerIds(item, type.ofType)) yield [...here, ...path];
    }
  } else if (isInputObjectType(type) && typeof value === 'object') {
    for (const field of Object.values(type.getFields())) {
      const fieldValue = (value as Record<string, unknown>)[field.name];
      for (const path of unsafeIntegerIds(fieldValue, field.type)) yield [field.name, ...path];
    }
  }
}
