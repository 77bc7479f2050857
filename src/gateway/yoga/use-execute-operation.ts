import type { Plugin } from 'graphql-yoga';
import type { YogaState } from '../../http/request-state.ts';
import type { ExecuteOperation } from '../execute-operation.ts';

/**
 * Executes by `executeOperation`, as the fast path does. Yoga's executor only reports a missing operation. Yoga's masking
 * is skipped, as after `setExecuteFn` it would not be: the errors are masked already.
 */
export function useExecuteOperation(executeOperation: ExecuteOperation): Plugin<YogaState> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const { state } = args.contextValue as YogaState;
      if (state.prepared) setResultAndStopExecution(await executeOperation(state.prepared, state));
    },
  };
}
