import { existsSync, readFileSync } from 'node:fs'

/**
 * The same command without the capabilities that this process hands on (`AmbientCapabilities=` of a service). Only what
 * serves opens ports below 1024; and a process that holds more than they do, our own commands may not look at.
 */
export function withoutCapabilities(command: readonly string[]): readonly string[] {
  const held = handedOn()
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(file => existsSync(file))
  if (held.length === 0 || setpriv === undefined) return command
  const drop = held.map(number => `-cap_${number}`).join(',')
  return [setpriv, `--ambient-caps=${drop}`, `--inh-caps=${drop}`, ...command]
}

/** By their numbers (capabilities(7)). */
function handedOn(): number[] {
  const [, mask = '0'] = /^CapAmb:\s*([0-9a-f]+)$/m.exec(textOf('/proc/self/status')) ?? []
  const bits = BigInt(`0x${mask}`)
  return Array.from({ length: 64 }, (_, number) => number).filter(number => ((bits >> BigInt(number)) & 1n) === 1n)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // a system without /proc hands on nothing of this kind
  }
}
