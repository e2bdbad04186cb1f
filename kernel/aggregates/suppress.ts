/*
 * Which cells of a table of counts can be shown so that none below a threshold can be worked out from the others. A table
 * with its totals is a circulation: what flows into a node flows out of it. A cell that is not shown can be worked out
 * exactly if no cycle of other cells that are not shown goes through it, along which it could be larger or smaller
 * (the audit of complementary suppression in two-way tables by networks: Cox 1995; Kelly, Golden and Assad 1992).
 */

/** A cell, or a total, as a flow between two nodes: how many people it counts. */
export interface Flow {
  readonly from: string
  readonly to: string
  readonly people: number
}

/**
 * Which of the flows can be shown: each counts at least so many people; what is left out of a line of the table adds up
 * to nobody or to at least so many, and is not small alone, which would bound it; and no count that is left out can be
 * worked out.
 */
export function shownOf<F extends Flow>(flows: readonly F[], atLeast: number): ReadonlySet<F> {
  const shown = new Set(flows.filter(({ people }) => people >= atLeast))
  const nodes = new Set(flows.flatMap(({ from, to }) => [from, to]))
  for (;;) {
    const known = shown.size
    for (const node of nodes) if (leavesFew(flows, shown, node, atLeast)) hideSmallest(shown, node)
    for (const flow of flows)
      if (!shown.has(flow) && flow.people > 0 && flow.people < atLeast) hideCycle(flows, shown, flow)
    if (shown.size === known) return shown
  }
}

/** What is left out on one side of a line adds up to somebody and to fewer than so many, or each of it is small. */
function leavesFew<F extends Flow>(flows: readonly F[], shown: ReadonlySet<F>, node: string, atLeast: number): boolean {
  const out = flows.filter(flow => flow.from === node && !shown.has(flow))
  const into = flows.filter(flow => flow.to === node && !shown.has(flow))
  if (out.length > 0 && into.length > 0) return false
  const left = [...out, ...into].map(({ people }) => people)
  return left.some(people => people > 0) && left.every(people => people < atLeast)
}

/** All of the same size go together: which of them went would tell something. */
function hideSmallest<F extends Flow>(shown: Set<F>, node: string): void {
  const beside = [...shown].filter(({ from, to }) => node === from || node === to)
  const fewest = Math.min(...beside.map(({ people }) => people))
  for (const flow of beside) if (flow.people === fewest) shown.delete(flow)
}

/**
 * A count follows from what is shown unless it could be larger or smaller along a cycle of others that are left out: of
 * all cycles that with the fewest people is left out.
 */
function hideCycle<F extends Flow>(flows: readonly F[], shown: Set<F>, flow: F): void {
  const others = flows.filter(one => one !== flow)
  const ways = [cheapest(others, shown, flow.to, flow.from), cheapest(others, shown, flow.from, flow.to)]
  const [best] = ways.filter(way => way !== undefined).toSorted((a, b) => a.cost - b.cost)
  for (const one of best?.by ?? []) shown.delete(one)
}

interface Way<F> {
  readonly at: string
  /** How many people would be left out for it, and one for each flow. */
  readonly cost: number
  readonly by: readonly F[]
}

/** The way for one more from here to there: forwards through any flow, backwards where somebody is. */
function cheapest<F extends Flow>(
  flows: readonly F[],
  shown: ReadonlySet<F>,
  start: string,
  end: string,
): Way<F> | undefined {
  const done = new Set<string>()
  let open: Way<F>[] = [{ at: start, cost: 0, by: [] }]
  while (open.length > 0) {
    const [next, ...rest] = open.toSorted((a, b) => a.cost - b.cost)
    if (!next || next.at === end) return next
    done.add(next.at)
    const further = flows.flatMap(flow => {
      const to = flow.from === next.at ? flow.to : flow.to === next.at && flow.people > 0 ? flow.from : undefined
      if (to === undefined || done.has(to)) return []
      return [{ at: to, cost: next.cost + (shown.has(flow) ? flow.people + 1 : 0), by: [...next.by, flow] }]
    })
    open = [...rest, ...further].filter(({ at }) => !done.has(at))
  }
  return undefined
}
