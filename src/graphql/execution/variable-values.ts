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
  typeFromAST,
  TypeInfo,
  valueFromAST,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { badUserInput, type ErrorDetails, type ErrorReason } from '../../errors.ts';
import { reachableDefinitions } from '../documents/fragments.ts';
import { reasonOfCoercionError } from '../graphql-js-messages.ts';
import { MAX_REQUEST_ERRORS } from '../request-errors.ts';
import { createInputCoercion, NEEDS_FULL_COERCION, type FastCoercer } from './input-coercion.ts';

/** Ends the coercion after `MAX_REQUEST_ERRORS` errors: the rest of a long list of bad ids is not read. */
class ErrorLimitReached extends Error {}

/** The coerced variables, or what is wrong with them. */
type CoercedVariables =
  { readonly errors: readonly GraphQLError[] } | { readonly values: Readonly<Record<string, unknown>> };

export type CoerceVariables = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
) => CoercedVariables;

/**
 * CoerceVariableValues of the specification (6.1.2), with the path of each bad value (`input.email`, `ids.3`) and a
 * `reason`. Unlike graphql-js, it rejects a number for an `ID` that is not a safe integer: JSON has lost digits beyond
 * 2^53, so the id could be that of another user. (A resolver for `ID` would change `GraphQLID` for the whole process.)
 */
export function createVariableCoercion(schema: GraphQLSchema): CoerceVariables {
  const coercerOf = createInputCoercion();
  const variablesByOperation = new WeakMap<OperationDefinitionNode, readonly Variable[]>();
  const variablesOf = (operation: OperationDefinitionNode) => {
    let variables = variablesByOperation.get(operation);
    if (!variables) {
      variables = (operation.variableDefinitions ?? []).map(({ variable, type: typeNode, defaultValue }) => {
        // The document is valid, so the type exists and is an input type.
        const type = typeFromAST(schema, typeNode as NamedTypeNode) as unknown as GraphQLInputType;
        return { name: variable.name.value, type, fastCoerce: coercerOf(type), defaultValue };
      });
      variablesByOperation.set(operation, variables);
    }
    return variables;
  };

  return (document, operation, given) => {
    const errors: GraphQLError[] = [];
    const report: Report = (path, reason, details) => {
      const error = badUserInput(path.join('.'), reason, details);
      const { message, code, retryable, argument } = error;
      // `spec`: a client that accepts only application/json gets status 200, as GraphQL over HTTP requires.
      const extensions = { code, retryable, argument, reason, ...details, http: { status: 400, spec: true } };
      errors.push(new GraphQLError(message, { extensions }));
      if (errors.length === MAX_REQUEST_ERRORS) throw new ErrorLimitReached();
    };
    let nonNull: ReadonlySet<string> | undefined;
    const isNonNull = (name: string) => (nonNull ??= nonNullVariables(schema, document, operation)).has(name);
    const values: Record<string, unknown> = {};
    try {
      for (const variable of variablesOf(operation)) {
        const value = coerceVariable(variable, given, isNonNull, report);
        if (value !== undefined) values[variable.name] = value;
      }
    } catch (error) {
      if (!(error instanceof ErrorLimitReached)) throw error;
    }
    return errors.length > 0 ? { errors } : { values };
  };
}

/** A variable definition, with its type. */
interface Variable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly fastCoerce: FastCoercer;
  readonly defaultValue: VariableDefinitionNode['defaultValue'];
}

type Path = readonly (string | number)[];
type Reason = ErrorReason<'BAD_USER_INPUT'>;
type Report = (path: Path, reason: Reason, details?: ErrorDetails) => void;

/** Coerces one variable. Returns undefined if it is absent, or if it is invalid, which is reported. */
function coerceVariable(
  { name, type, fastCoerce, defaultValue }: Variable,
  given: Readonly<Record<string, unknown>>,
  isNonNull: (name: string) => boolean,
  report: Report,
): unknown {
  const reject = (reason: Reason): undefined => {
    report([name], reason);
  };
  // graphql-js looks up variables by name on plain objects: a name such as `constructor` would find a function.
  if (name in Object.prototype) return reject('forbidden-name');
  if (!Object.hasOwn(given, name) || given[name] === undefined) {
    if (defaultValue) return valueFromAST(defaultValue, type);
    return isNonNullType(type) ? reject('required') : undefined;
  }
  const value = given[name];
  if (value === null && (isNonNullType(type) || isNonNull(name))) return reject('required');
  const fast = fastCoerce(value);
  if (fast !== NEEDS_FULL_COERCION) return fast;
  const coerced: unknown = coerceInputValue(value, type, (path, _badValue, { message }) => {
    const { reason, field } = reasonOfCoercionError(message);
    const details = reason === 'wrong-type' ? detailsOf(typeAt(type, path)) : undefined;
    report([name, ...path, ...(field === undefined ? [] : [field])], reason, details);
  });
  for (const path of unsafeIntegerIds(value, type)) report([name, ...path], 'inexact-number');
  return coerced;
}

/**
 * The variables that are used in a non-null position. The specification allows a nullable variable there if it or the
 * position has a default. An explicit null would then fail only during the execution.
 */
function nonNullVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  for (const definition of reachableDefinitions(document, operation)) {
    visit(
      definition,
      visitWithTypeInfo(types, {
        Variable({ name }) {
          if (isNonNullType(types.getInputType())) names.add(name.value);
        },
      }),
    );
  }
  return names;
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

/** The paths of ids that are integers too large to be exact. */
function* unsafeIntegerIds(value: unknown, inputType: GraphQLInputType): Generator<(string | number)[]> {
  const type = getNullableType(inputType);
  if (value === null || value === undefined) return;
  if (type === GraphQLID) {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) yield [];
  } else if (isListType(type)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    for (const [index, item] of items.entries()) {
      const prefix = Array.isArray(value) ? [index] : [];
      for (const path of unsafeIntegerIds(item, type.ofType)) yield [...prefix, ...path];
    }
  } else if (isInputObjectType(type) && typeof value === 'object') {
    for (const field of Object.values(type.getFields())) {
      const fieldValue = (value as Record<string, unknown>)[field.name];
      for (const path of unsafeIntegerIds(fieldValue, field.type)) yield [field.name, ...path];
    }
  }
}
