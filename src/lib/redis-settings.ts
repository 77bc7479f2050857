/** How Redis keeps keys, as its configuration says. */
export interface RedisSettings {
  readonly maxmemoryPolicy: string | undefined;
  readonly appendonly: string | undefined;
  readonly save: string | undefined;
}

/** A setting by which Redis may lose keys: a message could then be sent twice. */
export interface RedisWarning {
  readonly fields: Partial<RedisSettings>;
  readonly message: string;
}

/** @param read reads one parameter of the configuration; many hosted services of Redis reject it */
export async function readRedisSettings(
  read: (name: string) => Promise<Readonly<Record<string, string>>>,
): Promise<RedisSettings> {
  const names = ['maxmemory-policy', 'appendonly', 'save'];
  const [maxmemoryPolicy, appendonly, save] = await Promise.all(
    names.map(async (name) => (await read(name))[name]),
  );
  return { maxmemoryPolicy, appendonly, save };
}

export function redisWarnings({ maxmemoryPolicy, appendonly, save }: RedisSettings): readonly RedisWarning[] {
  const warnings: RedisWarning[] = [];
  if (maxmemoryPolicy !== 'noeviction') {
    const message = 'redis may evict idempotency keys: set maxmemory-policy noeviction';
    warnings.push({ fields: { maxmemoryPolicy }, message });
  }
  if (appendonly !== 'yes') {
    const message = 'redis may lose idempotency keys when it restarts: set appendonly yes';
    warnings.push({ fields: { appendonly, save }, message });
  }
  return warnings;
}
