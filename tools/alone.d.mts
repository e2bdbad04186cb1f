export function alone<T>(name: string, work: () => T | Promise<T>, options?: { waiting?: () => void }): Promise<T>
