type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * Starts the emulator, with a demo agent as the user that requests act for.
 * @param port the emulator's port. If it is in use, the emulator takes a free one. Default: a free one
 */
export async function startSandbox(port = 0) {
  const { startEmulator, AGENT_IDS, DEMO_AGENT_ID } = await import('../emulator/index.ts');
  // The shape of the live service has e-mail addresses and metadata. The documented shape has neither.
  const options = { shape: 'live', ownPictures: true } as const;
  const emulator = await startEmulator({ ...options, port }).catch((error: NodeJS.ErrnoException) => {
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error;
    return startEmulator(options);
  });
  const { apiKey } = emulator;
  const identity = { mode: 'sandbox', apiKey, userId: DEMO_AGENT_ID, agentIds: AGENT_IDS } as const;
  return { emulator, identity };
}

/** What `start` prints in the sandbox. */
export function sandboxBanner(url: string, { emulator, identity }: Sandbox): string {
  return `
  kommunicate-graphql with the sandbox: no account needed, no call leaves this machine

  GraphQL, and GraphiQL in a browser   ${url}/graphql
  The emulated REST API                ${emulator.url}

  Paste this:
    { users(ids: ["ana-ortiz", "ben-carter"]) { displayName connected lastSeenAt } }

  You are      ${identity.userId} (an agent; send Of-User-Id to act as another user)
  Users        ana-ortiz  ben-carter  chloe-dubois  daniel-osei  … 28 more, 4 agents and a bot
  Conversations  104250001 (open)  104250003 (closed)  … to 104250064

  To lose the response to the next message that is sent:
    curl -s ${emulator.url}/__emulator/faults -d '{"endpoint": "messageSend", "kind": "reset", "applied": true}'

`;
}
