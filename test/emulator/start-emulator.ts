import { onTestFinished } from 'vitest';
import { EMULATOR_API_KEY, startEmulator, type EmulatorOptions } from '../../src/emulator/index.ts';

interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts an emulator, which is closed when the test ends, with functions that call it. */
export async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ shape: 'live', clock: 'fixed', ...options });
  onTestFinished(() => emulator.close());
  const call = async (path: string, body: unknown, { method = 'POST', headers = {} }: CallOptions = {}) => {
    const response = await fetch(emulator.url + path, {
      method,
      headers: { 'content-type': 'application/json', 'api-key': EMULATOR_API_KEY, ...headers },
      ...(method !== 'GET' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: (): any => JSON.parse(text) };
  };
  const detail = async (...userIdList: string[]) =>
    (await call('/rest/ws/user/v2/detail', { userIdList })).json();
  return { emulator, call, detail };
}

export type Call = Awaited<ReturnType<typeof start>>['call'];

/** The options of a call on behalf of a user. */
export const as = (ofUserId: string) => ({ headers: { 'Of-User-Id': ofUserId } });

/** The status and the error code of an error envelope. */
export const errorCodeOf = (body: any) => [body.status, body.errorResponse[0].errorCode];
