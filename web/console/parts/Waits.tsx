/** On a tile of the overview: what waits in that part for whoever opens it. */
export function Waits({ tone, says }: { tone: 'good' | 'care' | 'bad'; says: string }) {
  return <span className={`pill pill-${tone} tile-waits`}>{says}</span>
}
