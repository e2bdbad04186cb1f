/** What shows that a promise is kept: where one looked, and what was there. */
export interface Evidence {
  readonly from: 'statement' | 'manifest' | 'catalogue' | 'rows' | 'attempts'
  readonly says: string
  /** Rows looked at. */
  readonly rows?: number
  readonly oldest?: Date
}

/** Something that is not as it was promised, and the promises that fall with it. */
export interface Fault {
  readonly says: string
  readonly breaks: readonly string[]
}

/** What the parts of a proof find, promise by promise. */
export interface Findings {
  shows(promise: string, evidence: Evidence): void
  fault(says: string, ...breaks: string[]): void
  /** From now on a check of this name speaks. */
  during(check: string): void
  /** What each check spoke about. */
  readonly spoken: ReadonlyMap<string, ReadonlySet<string>>
  readonly evidence: ReadonlyMap<string, readonly Evidence[]>
  readonly faults: readonly Fault[]
}

export function findings(): Findings {
  const evidence = new Map<string, Evidence[]>()
  const faults: Fault[] = []
  const spoken = new Map<string, Set<string>>()
  let now = new Set<string>()
  return {
    evidence,
    faults,
    spoken,
    during: check => {
      now = spoken.get(check) ?? new Set()
      spoken.set(check, now)
    },
    shows: (promise, one) => {
      now.add(promise)
      evidence.set(promise, [...(evidence.get(promise) ?? []), one])
    },
    fault: (says, ...breaks) => {
      for (const promise of breaks) now.add(promise)
      faults.push({ says, breaks: [...new Set(breaks)] })
    },
  }
}
