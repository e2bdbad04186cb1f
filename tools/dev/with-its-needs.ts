import type { Module } from '../../platform/module.ts'

/** What stands under every module: somebody to sign in, and a letterbox. */
const ground = ['kernel', 'identity', 'mail']

/**
 * A module and those that it cannot do without: whose contracts it needs, whose tables its activities read and its rows
 * refer to.
 */
export function withItsNeeds(chosen: Module, all: readonly Module[]): Module[] {
  const wanted = new Set<Module>()
  const want = (module: Module): void => {
    if (wanted.has(module)) return
    wanted.add(module)
    for (const other of all) if (isNeededBy(module, other)) want(other)
  }
  for (const module of all) if (ground.includes(module.name)) want(module)
  want(chosen)
  return all.filter(module => wanted.has(module))
}

function isNeededBy(module: Module, other: Module): boolean {
  const contracts = Object.values(module.needs as Module['offers'])
    .filter(need => !need.many)
    .map(need => need.name)
  const tables = new Set([
    ...module.activities.flatMap(activity => Object.keys((activity.spec.reads ?? {}) as object)),
    ...module.keeps.flatMap(table =>
      Object.values(table.columns).flatMap(column => (column.ref ? [column.ref.table().name] : [])),
    ),
    ...module.keeps.flatMap(({ about }) => (about.who === 'through' ? [about.through.possession().name] : [])),
  ])
  return (
    other.offers.some(offered => contracts.includes(offered.name)) || other.keeps.some(table => tables.has(table.name))
  )
}
