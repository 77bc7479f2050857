import type {
  FieldNode,
  GraphQLAbstractType,
  GraphQLError,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLResolveInfo,
  OperationDefinitionNode,
} from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { CoerceArguments } from './argument-values.ts';
import type { FieldResolver, FieldRules, UseCost } from './field-rules.ts';

/** The plan of one operation, for one combination of its conditions. */
export interface OperationPlan {
  readonly operation: OperationDefinitionNode;
  readonly rootType: GraphQLObjectType;
  /** The selection set of the operation; undefined until it is first executed. */
  root: SelectionPlan | undefined;
  /** Plans the merged selection sets of these fields for an object type. */
  readonly planSelectionSet: (type: GraphQLObjectType, nodes: readonly FieldNode[]) => SelectionPlan;
  readonly planRoot: () => SelectionPlan;
}

/** The collected fields of one object type: CollectFields of the specification (6.3.2). */
export interface SelectionPlan {
  readonly fields: readonly (PlannedField | TypeNameField)[];
  /** Whether a response name is `__proto__`, which needs an object without a prototype. */
  readonly hasProtoKey: boolean;
}

/** A field of an object, with its resolver. */
export interface PlannedField extends FieldPlan {
  readonly key: string;
  readonly typeName?: undefined;
  readonly resolve: FieldResolver;
  readonly args: CoerceArguments;
  /** Its access and cost. Undefined for introspection fields: `resolve` is all there is. */
  readonly rules: FieldRules | undefined;
  /** What this use of the field costs by its rules. */
  readonly cost: UseCost;
}

/** A `__typename` field: its value is part of the plan. */
interface TypeNameField {
  readonly key: string;
  readonly typeName: string;
}

/** What the executor needs to complete the value of a field, or of the items of a list. */
export interface FieldPlan {
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  /** Values of this `typeof` need no completion: they go into the result as they are. */
  readonly passThroughTypeof: 'string' | 'boolean' | undefined;
  readonly value: ValuePlan;
  readonly info: GraphQLResolveInfo;
}

/** How CompleteValue (6.4.3) completes a value that is neither null nor an error. */
export type ValuePlan =
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  | { readonly kind: 'object'; readonly type: GraphQLObjectType; selection: SelectionPlan | undefined }
  | {
      readonly kind: 'abstract';
      readonly type: GraphQLAbstractType;
      /** The selections of the object types that have occurred, by name. */
      readonly selections: Map<string, SelectionPlan>;
    }
  | { readonly kind: 'list'; readonly item: FieldPlan };

/** The arguments of one execution. */
export interface ExecutionArgs {
  /** The coerced variables. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  /** The parent object of the root fields: the event of a subscription. Default: none. */
  readonly rootValue?: unknown;
  /** @throws the reason of the cancellation, once the client has disconnected */
  readonly throwIfCancelled: () => void;
}

/** One execution of a plan. */
export interface Execution extends ExecutionArgs {
  readonly plan: OperationPlan;
  readonly errors: GraphQLError[];
}

/** The response name of a field, or the index in a list. */
export type Key = string | number;
