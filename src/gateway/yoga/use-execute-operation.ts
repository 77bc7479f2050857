import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Deadline } from '../../lib/deadline.ts';
import type { YogaState } from '../../http/request-state.ts';
import type { ExecuteOperation, ExecutorArgs } from '../execute-operation.ts';

/** Runs yoga's executor inside `executeOperation`. Yoga's own masking is skipped: the errors are masked already. */
export function useExecuteOperation(executeOperation: ExecuteOperation): Plugin<YogaState> {
  return {
    async onExecute({ args, executeFn, setResultAndStopExecution }) {
      const { state } = args.contextValue as YogaState;
      const { prepared, deadline } = state;
      // Yoga's executor reports a missing operation.
      if (!prepared) return;
      const execute = async ({ context }: ExecutorArgs): Promise<ExecutionResult> => {
        const signal = deadline && disconnectSignal(deadline);
        return (await executeFn({
          ...args,
          contextValue: context,
          ...(signal && { signal }),
        })) as ExecutionResult;
      };
      setResultAndStopExecution(await executeOperation(prepared, state, execute));
    },
  };
}

/** Aborted when the client disconnects, but not when the deadline passes. */
function disconnectSignal(deadline: Deadline): AbortSignal {
  const controller = new AbortController();
  const onCancel = (reason: Error) => {
    if (deadline.isClientDisconnected()) controller.abort(reason);
  };
  const reason = deadline.cancelReason();
  if (reason) onCancel(reason);
  else deadline.onCancel(onCancel);
  return controller.signal;
}
