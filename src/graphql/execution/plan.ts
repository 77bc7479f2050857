import type { FieldNode, GraphQLError, GraphQLField, GraphQLResolveInfo } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CoerceArguments } from './argument-values.ts';
import type { PendingValue } from './pending-value.ts';

/** The arguments of one execution. */
export interface ExecutionArgs {
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** @throws the reason of the cancellation, once the client has disconnected */
  readonly throwIfCancelled: () => void;
}

export interface ExecutionState extends ExecutionArgs {
  readonly errors: GraphQLError[];
}

/** The response name of a field, or the index in a list. */
export type Key = string | number;

/** How the value of a field, or of the items of a list, is completed. */
export interface FieldPlan {
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  /** Values of this `typeof` need no completion: they go into the result as they are. */
  readonly passThroughTypeof: 'string' | 'boolean' | undefined;
  readonly completeValue: ValueCompleter;
  readonly info: GraphQLResolveInfo;
}

/**
 * CompleteValue of the specification (6.4.3) for a value that is neither null nor an error. Returns the completed value,
 * or a `PendingValue` if a promise in it is pending.
 */
export type ValueCompleter = (value: unknown, parent: PendingValue, field: FieldPlan, key: Key) => unknown;

/** A field of an object, with its resolver. */
export interface PlannedField extends FieldPlan {
  readonly key: string;
  readonly typeName?: undefined;
  readonly resolve: NonNullable<GraphQLField<unknown, GatewayContext>['resolve']>;
  readonly args: CoerceArguments;
}

/** A `__typename` field: its value is part of the plan. */
interface TypeNameField {
  readonly key: string;
  readonly typeName: string;
}

/** The collected fields of one object type. */
export interface SelectionPlan {
  readonly fields: readonly (PlannedField | TypeNameField)[];
  /** Whether a response name is `__proto__`, which needs an object without a prototype. */
  readonly hasProtoKey: boolean;
}
