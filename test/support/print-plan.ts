import type { FieldPlan, OperationPlan, SelectionPlan, ValuePlan } from '../../src/graphql/execution/plan.ts';

/** A plan as text: a line for each field, with the kind of its value. Selection sets that are not planned yet say so. */
export function printPlan({ root }: OperationPlan): string {
  return root ? printSelection(root, '') : 'not planned';
}

function printSelection({ fields }: SelectionPlan, indent: string): string {
  return fields
    .map((field) =>
      field.typeName === undefined
        ? `${indent}${field.key}: ${printField(field, indent)}`
        : `${indent}${field.key} = ${field.typeName}`,
    )
    .join('\n');
}

const printField = ({ isNonNull, value }: FieldPlan, indent: string): string =>
  `${isNonNull ? 'non-null ' : ''}${printValue(value, indent)}`;

function printValue(value: ValuePlan, indent: string): string {
  const below = `${indent}  `;
  switch (value.kind) {
    case 'leaf':
      return `leaf ${value.type.name}`;
    case 'list':
      return `list of ${printField(value.item, indent)}`;
    case 'object':
      return value.selection
        ? `object ${value.type.name}\n${printSelection(value.selection, below)}`
        : `object ${value.type.name}, not planned`;
    case 'abstract': {
      const selections = [...value.selections].map(
        ([name, selection]) => `${below}on ${name}\n${printSelection(selection, `${below}  `)}`,
      );
      return [`abstract ${value.type.name}`, ...selections].join('\n');
    }
  }
}
