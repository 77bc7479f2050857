import { useId } from 'react';
import { ActionButton } from './ActionButton.tsx';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import type { FormFieldsFragment as Form } from './gql/graphql.ts';

const FormFieldsFragment = graphql(`
  fragment FormFields on FormTemplate {
    fields {
      type
      label
      title
      name
      placeholder
      rows
      options {
        label
        value
        selected
        disabled
      }
      action {
        ...ActionButton
      }
    }
  }
`);

type Field = Form['fields'][number];

/** A read-only view of the customer's form. */
export function FormFields({ form }: { readonly form: FragmentType<typeof FormFieldsFragment> }) {
  const { fields } = readFragment(FormFieldsFragment, form);
  return (
    <fieldset className="panel form">
      {fields.map((field, index) => (
        <FormField key={index} field={field} />
      ))}
    </fieldset>
  );
}

function FormField({ field }: { readonly field: Field }) {
  const { type, label, title, name, placeholder, rows, options, action } = field;
  const group = useId();
  switch (type) {
    case 'HIDDEN':
      return null;
    case 'SUBMIT':
    case 'ACTION':
      return <ActionButton label={name || label || 'Send'} action={action} onReply={() => undefined} />;
    case 'RADIO':
    case 'CHECKBOX':
      return (
        <div className="field">
          <span>{title ?? label ?? name}</span>
          {options?.map((option, index) => (
            <label key={index} className="option">
              <input
                type={type.toLowerCase()}
                name={group}
                defaultChecked={option.selected ?? false}
                disabled={option.disabled ?? false}
              />
              {option.label ?? option.value}
            </label>
          ))}
        </div>
      );
    case 'DROPDOWN':
      return (
        <label className="field">
          <span>{title ?? label ?? name}</span>
          <select defaultValue={options?.find(({ selected }) => selected)?.value ?? undefined}>
            {options?.map((option, index) => (
              <option key={index} value={option.value ?? ''} disabled={option.disabled ?? false}>
                {option.label ?? option.value}
              </option>
            ))}
          </select>
        </label>
      );
    case 'TEXTAREA':
      return (
        <label className="field">
          <span>{title ?? label ?? name}</span>
          <textarea rows={Math.min(Math.max(rows ?? 3, 1), 8)} placeholder={placeholder ?? undefined} />
        </label>
      );
    default:
      return (
        <label className="field">
          <span>{label ?? title ?? name}</span>
          <input
            type={type?.toLowerCase().replace('_', '-') ?? 'text'}
            placeholder={placeholder ?? undefined}
          />
        </label>
      );
  }
}
