import { markup } from './html.ts'

/** The mark of the platform, the same as in the portal: an arch that shelters a light. */
export const markSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="13" fill="#1d6350"/><path d="M10.5 30.5V24a13.5 13.5 0 0 1 27 0v6.5" fill="none" stroke="#fffefb" stroke-width="5" stroke-linecap="round"/><circle cx="24" cy="27.5" r="6.2" fill="#f2b04a"/><path d="M15 38.6c5.6 2.6 12.4 2.6 18 0" fill="none" stroke="#fffefb" stroke-width="4" stroke-linecap="round"/></svg>'

export const mark = markup(markSvg.replace('<svg ', '<svg class="mark" width="34" height="34" aria-hidden="true" '))
