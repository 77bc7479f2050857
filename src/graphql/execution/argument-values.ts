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

/** Coerces the arguments of one field, given the coerced variables. */
export type CoerceArguments = (variables: Values) => Values;

type Values = Readonly<Record<string, unknown>>;

/**
 * Plans CoerceArgumentValues of the specification (6.4.1) for one field. Arguments without variables are coerced once; they
 * are frozen, because all requests share them. An argument that is just a variable takes its coerced value. In every
 * other case, graphql-js coerces the arguments on each request.
 */
export function planArguments(field: GraphQLField<unknown, never>, node: FieldNode): CoerceArguments {
  const coerceFully: CoerceArguments = (variables) =>
    getArgumentValues(field as GraphQLField<unknown, unknown>, node, variables);
  const constants: Record<string, unknown> = {};
  const variableArguments: [argument: string, variable: string][] = [];
  for (const { name, type, defaultValue } of field.args) {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) {
      if (defaultValue !== undefined) constants[name] = defaultValue;
    } else if (value.kind === Kind.VARIABLE) {
      variableArguments.push([name, value.name.value]);
    } else if (isConstant(value)) {
      constants[name] = valueFromAST(value, type);
    } else {
      return coerceFully;
    }
  }
  deepFreeze(constants);
  if (variableArguments.length === 0) return () => constants;
  const [only, ...others] = variableArguments;
  if (only && others.length === 0 && Object.keys(constants).length === 0) {
    const [argument, variable] = only;
    return (variables) => {
      const value = variables[variable];
      return value === undefined || value === null ? coerceFully(variables) : { [argument]: value };
    };
  }
  return (variables) => {
    const values = { ...constants };
    for (const [argument, variable] of variableArguments) {
      const value = variables[variable];
      // Absent and null depend on the argument's type and default.
      if (value === undefined || value === null) return coerceFully(variables);
      values[argument] = value;
    }
    return values;
  };
}

function isConstant(value: ValueNode): boolean {
  let hasVariable = false;
  visit(value, {
    Variable() {
      hasVariable = true;
      return BREAK;
    },
  });
  return !hasVariable;
}
