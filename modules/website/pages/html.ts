export { html, Html, markup } from '../../../platform/html.ts'
