import { describe, expect, it } from 'vitest';
import { type Call, start } from './start-emulator.ts';

describe('scripted faults', () => {
  it('apply to the given number of calls to their endpoint, in the order of the script', async () => {
    const { call, emulator } = await start();
    emulator.fault({ endpoint: 'userDetail', kind: 'answer', status: 503, times: 2 });
    emulator.fault({ kind: 'html' });
    const statuses: number[] = [];
    for (const path of ['user/v2/detail', 'user/v2/detail', 'user/v2/detail', 'user/v2/detail']) {
      statuses.push((await call(`/rest/ws/${path}`, { userIdList: [] })).status);
    }
    expect(statuses).toEqual([503, 503, 200, 200]);
  });

  it('do not apply to other endpoints', async () => {
    const { emulator, detail } = await start();
    emulator.fault({ endpoint: 'messageSend', kind: 'answer' });
    expect(await detail('ana-ortiz')).toMatchObject({ status: 'success' });
  });

  it('reverse a list, repeat its first entry under another name, or insert an entry that was not requested', async () => {
    const { emulator, detail } = await start({ shape: 'documented' });
    const namesOf = async () =>
      (await detail('ana-ortiz', 'ben-carter')).map((user: any) => `${user.userId} ${user.userName}`);
    emulator.fault({ kind: 'wrong-order' });
    emulator.fault({ kind: 'duplicate' });
    emulator.fault({ kind: 'stranger' });
    expect(await namesOf()).toEqual(['ben-carter Ben Carter', 'ana-ortiz Ana Ortiz']);
    expect(await namesOf()).toEqual([
      'ana-ortiz Ana Ortiz',
      'ben-carter Ben Carter',
      'ana-ortiz Another Name',
    ]);
    expect(await namesOf()).toEqual([
      'a-stranger A Stranger',
      'ana-ortiz Ana Ortiz',
      'ben-carter Ben Carter',
    ]);
    expect(await namesOf()).toEqual(['ana-ortiz Ana Ortiz', 'ben-carter Ben Carter']);
  });

  it.each([
    ['a reset before', { kind: 'reset', applied: false }, 0],
    ['a reset after', { kind: 'reset', applied: true }, 1],
    ['a cut in the middle of', { kind: 'truncated' }, 1],
    ['an outage page instead of', { kind: 'html', status: 502 }, 0],
  ] as const)('define whether the call is performed: %s the work', async (_name, fault, stored) => {
    const { call, emulator } = await start();
    emulator.fault({ endpoint: 'messageSend', ...fault });
    const body = { groupId: '104250001', message: 'Hi', fromUserName: 'ana-ortiz' };
    await call('/rest/ws/message/v2/send', body).catch(() => undefined);
    expect(emulator.messages).toHaveLength(stored);
  });

  it('hang, drip, or send a large body, also compressed', async () => {
    const { call, emulator, detail } = await start();
    emulator.fault({ kind: 'hang' });
    const controller = new AbortController();
    const path = `${emulator.url}/rest/ws/user/v2/detail`;
    const hanging = fetch(path, { method: 'POST', body: '{}', signal: controller.signal });
    await expect.poll(() => emulator.calls.length).toBe(1);
    controller.abort();
    await expect(hanging).rejects.toThrow('aborted');

    emulator.fault({ kind: 'drip', ms: 0 });
    expect(await detail('ana-ortiz')).toMatchObject({ response: [{ userId: 'ana-ortiz' }] });

    emulator.fault({ kind: 'large', bytes: 100 });
    expect((await call('/rest/ws/user/v2/detail', {})).text).toBe(`[${' '.repeat(98)}]`);
    emulator.fault({ kind: 'large', compressed: true });
    const compressed = await fetch(path, { method: 'POST' });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect((await compressed.text()).length).toBe(5 * 1024 * 1024);
  });
});

const HEADERS_PROBLEM = 'headers: must be valid header names and values';

describe('faults over HTTP', () => {
  const faults = (call: Call, method: string, body?: unknown) => call('/__emulator/faults', body, { method });

  it('are scripted one by one or as a list, and can be read and removed while they are pending', async () => {
    const { call } = await start();
    const one = { endpoint: 'messageSend', kind: 'reset', applied: true, times: 2 };
    expect((await faults(call, 'POST', one)).status).toBe(201);
    const two = [{ kind: 'html' }, { kind: 'answer', status: 429, headers: { 'Retry-After': '2' } }];
    expect((await faults(call, 'POST', two)).json()).toHaveLength(3);
    expect((await call('/rest/ws/user/v2/detail', {})).text).toContain('502 Bad Gateway');
    const pending = await faults(call, 'GET');
    expect(pending.json()).toEqual([one, { ...two[1], times: 1 }]);
    const hit = await call('/rest/ws/user/v2/detail', {});
    expect([hit.status, hit.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await faults(call, 'DELETE')).json()).toEqual([]);
    expect((await faults(call, 'GET')).json()).toEqual([]);
  });

  it.each([
    ['a body that is not JSON', '{', ['the body is not JSON']],
    ['a value that is not a fault', '1', ['a fault must be an object']],
    [
      'an unknown kind',
      { kind: 'rest' },
      [
        'kind: must be one of answer, html, error-envelope, large, hang, reset, truncated, drip, delay, wrong-order, duplicate, stranger, visible-late, drop, double, late, swap, wrong-token',
      ],
    ],
    ['a fault without a required field', { kind: 'reset' }, ['applied: is missing']],
    ['a field of another kind', { kind: 'html', ms: 1 }, ['ms: is not a field of html']],
    ['a field of every object', '{"kind":"html","__proto__":1}', ['__proto__: is not a field of html']],
    ['a header that is not a string', { kind: 'answer', headers: { a: null } }, [HEADERS_PROBLEM]],
    [
      'a header that frames the response',
      { kind: 'answer', headers: { 'Content-Length': '9' } },
      [HEADERS_PROBLEM],
    ],
    [
      'an unknown endpoint',
      { kind: 'html', endpoint: 'x' },
      [expect.stringContaining('endpoint: must be one of userDetail')],
    ],
    [
      'several faults, with the index of each',
      [
        { kind: 'html' },
        { kind: 'answer', status: 99, headers: { 'a b': 'c' } },
        { kind: 'delay', ms: -1, times: 0 },
      ],
      [
        '1.status: must be a whole number from 200 to 599',
        '1.headers: must be valid header names and values',
        '2.ms: must be a whole number from 0 to 86400000',
        '2.times: must be a whole number from 1 to 1000000',
      ],
    ],
  ])('are all rejected, with the problem of %s', async (_case, body, problems) => {
    const { call } = await start();
    const rejected = await faults(call, 'POST', body);
    expect([rejected.status, rejected.json()]).toEqual([400, { problems }]);
    expect((await faults(call, 'GET')).json()).toEqual([]);
  });

  it('are listed with the other controls in the response to an unknown one', async () => {
    const { call } = await start();
    expect((await call('/__emulator/fault', {})).status).toBe(404);
    expect((await call('/__emulator/faults', undefined, { method: 'PUT' })).json().message).toContain(
      'DELETE',
    );
  });
});
