import { getOperationAST, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { GatewayContext } from '../context.ts';
import type { Surroundings } from '../execution/surroundings.ts';
import type { RequestState } from '../stages/request-state.ts';

/** Executes nothing but what has been checked, and ends what is to be ended. */
export function useSafeExecution(surroundings: Surroundings): Plugin<GatewayContext & RequestState> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { document, operationName, variableValues = {} } = args;
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      const context = args.contextValue as GatewayContext & RequestState;
      const begun = surroundings.begin({
        document,
        operation,
        variables: variableValues,
        context,
        state: context,
      });
      if ('errors' in begun) {
        setResultAndStopExecution(begun);
        return undefined;
      }
      // Yoga calls this in place of JSON.stringify.
      const execution = { document, operation, state: context };
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
