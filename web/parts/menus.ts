/** A menu stays in the landmark that its button is in, and holds nothing but its items (WAI-ARIA). */
export const menuManners = { shadow: 'md', withinPortal: false, withInitialFocusPlaceholder: false } as const
