interface Lockfile { packages: Record<string, { version?: string, optionalDependencies?: Record<string, string> }> }
export function loosePlatforms(lock: Lockfile): [place: string, name: string][]
export function withoutLoosePlatforms(lock: Lockfile): Lockfile
