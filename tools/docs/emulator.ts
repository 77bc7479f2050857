import { ACTIONS } from '../../src/emulator/control.ts';
import { KINDS } from '../../src/emulator/read-faults.ts';
import { ROUTES } from '../../src/emulator/routes.ts';
import { table } from './markdown.ts';

/** The kinds of faults, with the fields of each. */
export function faultTable(): string {
  return table(
    ['kind', 'fields', 'what happens to the call'],
    Object.entries(KINDS).map(([kind, { effect, fields = {}, required }]) => [
      `\`${kind}\``,
      Object.keys(fields)
        .map((field) => (field === required ? `\`${field}\` (required)` : `\`${field}\``))
        .join(', '),
      effect,
    ]),
  );
}

/** The emulated endpoints, and the requests that control the emulator. */
export function endpointTables(): string {
  const endpoints = Object.entries(ROUTES).map(([name, { method, path, purpose }]) => [
    `\`${name}\``,
    `\`${method} ${path}\``,
    purpose,
  ]);
  const actions = Object.entries(ACTIONS).map(([action, effect]) => {
    const [method, path] = action.split(' ');
    return [`\`${method} /__emulator/${path}\``, effect];
  });
  return [
    table(['endpoint', 'request', 'what it does'], endpoints),
    table(['control', 'what it does'], actions),
  ].join('\n\n');
}
