/** A text in both languages. */
export const words = (de: string, en: string): { readonly de: string; readonly en: string } => ({ de, en })
