type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

interface SandboxOptions {
  /** The emulator's port. If it is in use, the emulator takes a free one. Default: a free one. */
  readonly port?: number;
  /** Whether a scripted customer writes every few seconds. Default: no. */
  readonly visitor?: boolean;
}

/** Starts the emulator, with a demo agent as the user that requests act for. */
export async function startSandbox({ port = 0, visitor = false }: SandboxOptions = {}) {
  const { startEmulator, AGENT_IDS, DEMO_AGENT_ID } = await import('../emulator/index.ts');
  // The shape of the live service has e-mail addresses and metadata. The documented shape has neither.
  const options = { shape: 'live', ownPictures: true, visitor } as const;
  const emulator = await startEmulator({ ...options, port }).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    return startEmulator(options);
  });
  const { apiKey } = emulator;
  const identity = { mode: 'sandbox', apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS } as const;
  return { emulator, identity, visitor };
}

/** What `start` prints in the sandbox. */
export function sandboxBanner(url: string, { emulator, identity, visitor }: Sandbox): string {
  const customer = visitor
    ? 'A customer writes in 104250001 every four seconds. Let one write now:'
    : 'Let a customer write (with --visitor one writes every four seconds):';
  return `
  kommunicate-graphql with the sandbox: no account needed, no call leaves this machine

  GraphQL, and GraphiQL in a browser   ${url}/graphql
  The emulated REST API                ${emulator.url}

  Paste this:
    { users(ids: ["ana-ortiz", "ben-carter"]) { displayName connected lastSeenAt } }

  You are      ${identity.userId} (an agent; send Of-User-Id to act as another user)
  Users        ana-ortiz  ben-carter  chloe-dubois  daniel-osei  … 28 more, 4 agents and a bot
  Conversations  104250001 (open)  104250003 (closed)  … to 104250064

  ${customer}
    curl -s ${emulator.url}/__emulator/messages -d '{"groupId": "104250001", "fromUserName": "ana-ortiz", "message": "Hello?"}'

  To lose the response to the next message that is sent:
    curl -s ${emulator.url}/__emulator/faults -d '{"endpoint": "messageSend", "kind": "reset", "applied": true}'

`;
}
