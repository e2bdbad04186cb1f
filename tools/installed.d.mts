export interface LockedPackage { version?: string, dev?: boolean }
export function missingPackages(checkout: string): string[]
export function lockedPackages(checkout: string): Record<string, LockedPackage>
export function neededHere(packages: Record<string, object>): string[]
