/** `1 Eintrag`, `3 Einträge`: German and English tell one from many, and zero counts as many. */
export const counted = (count: number, one: string, many: string) => (count === 1 ? one : many)
