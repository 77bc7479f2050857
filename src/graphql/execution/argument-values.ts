import {
  BREAK,
  getArgumentValues,
  Kind,
  valueFromAST,
  visit,
  type FieldNode,
  type GraphQLField,
  type ValueNode,
} from 'graphql';
import { deepFreeze } from '../../lib/deep-freeze.ts';

/** The arguments of a field, by the values of the variables. */
export type Arguments = (variables: Values) => Values;

type Values = Readonly<Record<string, unknown>>;

/**
 * As graphql-js coerces them. What no variable is part of is coerced once, and where a variable is all that an argument
 * is, it has been coerced already: the rest is left to graphql-js each time. Requests share what is coerced once, so it is
 * frozen.
 */
export function planArguments(field: GraphQLField<unknown, never>, node: FieldNode): Arguments {
  const exact: Arguments = (variables) =>
    getArgumentValues(field as GraphQLField<unknown, unknown>, node, variables);
  const constants: Record<string, unknown> = {};
  const variableOf: [argument: string, variable: string][] = [];
  for (const { name, type, defaultValue } of field.args) {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) {
      if (defaultValue !== undefined) constants[name] = defaultValue;
    } else if (value.kind === Kind.VARIABLE) {
      variableOf.push([name, value.name.value]);
    } else if (isConstant(value)) {
      constants[name] = valueFromAST(value, type);
    } else {
      return exact;
    }
  }
  deepFreeze(constants);
  if (variableOf.length === 0) return () => constants;
  const [only, ...others] = variableOf;
  if (only && others.length === 0 && Object.keys(constants).length === 0) {
    const [argument, variable] = only;
    return (variables) => {
      const value = variables[variable];
      return value === undefined || value === null ? exact(variables) : { [argument]: value };
    };
  }
  return (variables) => {
    const values = { ...constants };
    for (const [argument, variable] of variableOf) {
      const value = variables[variable];
      // Of one that is missing, or null, much hangs on its place.
      if (value === undefined || value === null) return exact(variables);
      values[argument] = value;
    }
    return values;
  };
}

function isConstant(value: ValueNode): boolean {
  let constant = true;
  visit(value, {
    Variable() {
      constant = false;
      return BREAK;
    },
  });
  return constant;
}
