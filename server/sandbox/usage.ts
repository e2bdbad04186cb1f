import { readFileSync } from 'node:fs'

/** What a process has used so far; undefined where the system does not tell (only Linux has /proc). */
export interface Usage {
  readonly cpuSeconds: number
  readonly memory: number
}

// The kernel tells times in ticks of 1/100 s to every program (USER_HZ), and sizes in pages. Both architectures that we
// ship have pages of 4 KB by default; where they are larger, memory is counted too low, and the limit of data (see
// worker.ts) holds in its place.
const ticks = 100
const page = 4096

export function usageOf(pid: number): Usage | undefined {
  try {
    // The second field is the name of the program in brackets, which may hold spaces: fields are counted from behind
    // it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticks,
      memory: (Number(fields[21]) * page) / 1024 / 1024,
    }
  } catch {
    return undefined
  }
}
