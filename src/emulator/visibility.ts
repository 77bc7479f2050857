import type { VisibilityFault } from './faults.ts';
import type { Message } from './model.ts';

/** Which stored messages `message/list` does not show yet. Whether the real service lists them at once is unknown. */
export interface Visibility {
  /** Applies the next fault, if there is one, to a message that was just stored. */
  add(message: Message): void;
  /** The messages of a conversation that a call of `message/list` shows. Counts the call for the others. */
  read(messages: readonly Message[]): readonly Message[];
  /** Shows all messages. */
  clear(): void;
}

/** @param takeFault returns the fault of the next message, and counts it as used once */
export function createVisibility(takeFault: () => VisibilityFault | undefined): Visibility {
  /** How many calls do not show a message, by its key. */
  const hidden = new Map<string, number>();
  return {
    add({ key }) {
      const fault = takeFault();
      if (fault) hidden.set(key, fault.reads ?? 1);
    },
    read(messages) {
      if (hidden.size === 0) return messages;
      return messages.filter(({ key }) => {
        const remaining = hidden.get(key);
        if (remaining === undefined) return true;
        if (remaining > 1) hidden.set(key, remaining - 1);
        else hidden.delete(key);
        return false;
      });
    },
    clear: () => hidden.clear(),
  };
}
