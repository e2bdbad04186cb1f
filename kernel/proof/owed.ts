import { personalColumnsUnder } from '../statement/data-section.ts'
import type { Rendering } from '../statement/rendering.ts'
import { declaredActivities, declaredTables, type ProofContext } from './context.ts'

/**
 * Promises that the statement owes no sentence, each with the reason: what holds no data about persons is nobody's to
 * be told of, and a field that the manifest does not ask for stays empty. All others have to be told.
 */
export function notOwed(context: ProofContext): ReadonlyMap<string, string> {
  const { manifest, stated } = context
  const rendering: Rendering = {
    manifest,
    activities: declaredActivities(context).filter(one => stated.states(one.name)),
    tables: declaredTables(context),
    language: 'en',
  }
  const reasons = new Map<string, string>([['statement/right/A22', 'told with statement/decisions']])
  if (manifest.measures.length === 0) reasons.set('statement/measures', 'the manifest names no measures to tell of')
  for (const activity of rendering.activities) {
    const held = personalColumnsUnder(rendering, activity)
    const told = new Set(held.map(({ table, column }) => `${table}.${column}`))
    if (held.length === 0)
      for (const fact of ['data', ...(activity.spec.without ? [] : ['without'])])
        reasons.set(`${activity.name}/${fact}`, 'no data about persons is kept under this activity')
    for (const table of declaredTables(context).filter(one => one.under.name === activity.name)) {
      if (table.about.who === 'nobody') reasons.set(`${activity.name}/end/${table.name}`, 'these rows are about nobody')
      for (const [name, { asked }] of Object.entries(table.columns)) {
        if (!told.has(`${table.name}.${name}`))
          reasons.set(
            `${activity.name}/data/${table.name}.${name}`,
            asked ? 'the manifest does not ask for it, and nobody can fill it' : 'it holds no data about a person',
          )
      }
    }
    for (const [name, columns] of Object.entries((activity.spec.reads ?? {}) as Record<string, readonly string[]>)) {
      const table = context.declared.tables.get(name)
      if (table && !stated.states(table.under.name))
        reasons.set(`${activity.name}/reads/${name}`, 'nothing is kept there, as nobody states it')
      else if (table?.under.name === activity.name || !columns.some(column => table?.columns[column]?.is !== undefined))
        reasons.set(`${activity.name}/reads/${name}`, 'no data about persons is read there')
    }
  }
  return reasons
}
