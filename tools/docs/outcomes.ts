import { ERRORS } from '../../src/errors.ts';
import { EVENTS, SITUATIONS, type Outcome } from '../../test/support/outcomes.ts';
import { addressOf, table } from './markdown.ts';

/* What the gateway does when the REST API fails, and at other events: from the data of the tests. */

export function outcomesTables(): string {
  return [
    table(
      ['the REST API …', 'read', 'change or message', 'note'],
      SITUATIONS.map(({ when, read, write, note = '' }) => [when, cell(read), cell(write), note]),
    ),
    table(
      ['when …', 'then', 'test'],
      EVENTS.map(({ when, outcome, shownBy: [file] }) => [
        when,
        outcome,
        `[${file.split('/').at(-1)}](${addressOf(`test/${file}.test.ts`)})`,
      ]),
    ),
  ].join('\n\n');
}

function cell({ is, calls }: Outcome): string {
  if (is === 'data') return 'data, as without the fault';
  if (is === 'null') return 'null, without an error';
  return `\`${is}\`${ERRORS[is].retryable ? ', retryable' : ''}; ${calls === 1 ? '1 call' : `${calls} calls`}`;
}
