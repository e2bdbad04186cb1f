interface Options { readonly waiting?: () => void }
export function withProcessLock<T>(name: string, work: () => T | Promise<T>, options?: Options): Promise<T>
export function takeProcessLock(name: string, options?: Options): Promise<() => Promise<void>>
