export { html, Html, markup } from '../../../house/html.ts'
