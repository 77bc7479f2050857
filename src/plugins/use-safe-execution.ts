import { getOperationAST, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { Surroundings } from '../execution/surroundings.ts';
import type { YogaState } from '../stages/request-state.ts';

/** Executes nothing but what has been checked, and ends what is to be ended. */
export function useSafeExecution(surroundings: Surroundings): Plugin<GatewayContext & YogaState> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { document, operationName, variableValues = {} } = args;
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      const context = args.contextValue as GatewayContext & YogaState;
      const begun = surroundings.begin({
        document,
        operation,
        variables: variableValues,
        context,
        state: context.state,
      });
      if ('errors' in begun) {
        setResultAndStopExecution(begun);
        return undefined;
      }
      if (context.state.deadline) Object.assign(args, { signal: disconnectionOf(context.state.deadline) });
      // Yoga calls this in place of JSON.stringify.
      const execution = { document, operation, state: context.state };
      const stringify = (answer: ExecutionResult) => surroundings.write(answer, execution);
      return {
        onExecuteDone({ result, setResult }) {
          if (isAsyncIterable(result)) return;
          const bounded = surroundings.bound(result, execution);
          setResult({ ...begun.end(bounded), stringify } as ExecutionResult);
        },
      };
    },
  };
}

/** Aborted when the client disconnects, and not when the time of the request is over. */
function disconnectionOf(deadline: Deadline): AbortSignal {
  const controller = new AbortController();
  const leave = (reason: Error) => {
    if (deadline.hasLeft()) controller.abort(reason);
  };
  const gone = deadline.goneBecause();
  if (gone) leave(gone);
  else deadline.whenGone(leave);
  return controller.signal;
}
