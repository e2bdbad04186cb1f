/** Whether a text is the id of a row, as the database prints one (RFC 9562, section 4). */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
