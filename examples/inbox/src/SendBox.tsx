import { useMutation } from 'urql';
import { graphql } from './gql/index.ts';
import { Problem } from './Problem.tsx';

const SendMutation = graphql(`
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      message {
        id
        conversation {
          id
        }
      }
    }
  }
`);

interface SendBoxProps {
  readonly conversationId: string;
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
}

export function SendBox({ conversationId, draft, setDraft }: SendBoxProps) {
  const [{ fetching, error }, send] = useMutation(SendMutation);
  const canSend = draft.trim() !== '' && !fetching;

  async function submit() {
    if (!canSend) return;
    const result = await send({ input: { conversationId, text: draft } });
    // What could not be sent stays in the box.
    if (!result.error) setDraft('');
  }

  return (
    <form
      className="send"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error && <Problem error={error} />}
      <textarea
        aria-label="Message"
        placeholder="Write a message. Enter sends, Shift-Enter begins a new line."
        rows={2}
        value={draft}
        readOnly={fetching}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => {
          // While an input method is composing, Enter chooses a word.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void submit();
        }}
      />
      <button disabled={!canSend}>{fetching ? 'Sending…' : 'Send'}</button>
    </form>
  );
}
