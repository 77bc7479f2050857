import { isWebAddress } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';

const ActionButtonFragment = graphql(`
  fragment ActionButton on Action {
    type
    url
    message
    formAction
  }
`);

interface ActionButtonProps {
  readonly label: string | null | undefined;
  readonly action: FragmentType<typeof ActionButtonFragment> | null | undefined;
  readonly onReply: (text: string) => void;
}

/**
 * The button of every template, since the gateway has one `Action` for all of them. It does not act for the customer: it
 * puts a reply into the text box, and submits no form.
 */
export function ActionButton({ label, action, onReply }: ActionButtonProps) {
  const known = readFragment(ActionButtonFragment, action);
  const text = label || 'Open';
  switch (known?.type) {
    case 'LINK':
      return isWebAddress(known.url) ? (
        <a className="action" href={known.url} target="_blank" rel="noreferrer" title={known.url}>
          {text} ↗
        </a>
      ) : (
        <button className="action" disabled title="Not an address of a page">
          {text}
        </button>
      );
    case 'REPLY':
      return (
        <button className="action" onClick={() => onReply(known.message ?? text)}>
          {text}
        </button>
      );
    case 'SUBMIT':
      return (
        <button
          className="action action-submit"
          disabled
          title={`Submits to ${known.formAction ?? 'Kommunicate'}`}
        >
          {text}
        </button>
      );
    default:
      return (
        <button className="action" disabled>
          {text}
        </button>
      );
  }
}
