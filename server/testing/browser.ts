import type { Got, Visitor } from '../../platform/demo.ts'

export type { Got } from '../../platform/demo.ts'

/** A visitor with a cookie jar, who speaks JSON. */
export interface Browser extends Visitor {
  readonly cookies: Map<string, string>
  patch(path: string, body?: unknown): Promise<Got>
  put(path: string, body?: unknown): Promise<Got>
  delete(path: string, body?: unknown): Promise<Got>
  fetch(path: string, init?: RequestInit): Promise<Response>
}

export function aBrowser(
  url: string,
  always: Readonly<Record<string, string>> = {},
  sees: (method: string, path: string, body: unknown) => void = () => {},
): Browser {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ 'accept-language': 'en', ...always, ...(init.headers as Record<string, string>) })
    if (cookies.size) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, url), { redirect: 'manual', ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (value === '' || attributes.some(one => /max-age=0|expires=thu, 01 jan 1970/i.test(one.trim())))
        cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const json = async (
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Got> => {
    const response = await send(path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    const said = isJson && text ? JSON.parse(text) : undefined
    if (response.ok && said !== undefined) sees(method, path, said)
    return { status: response.status, text, body: said, headers: response.headers }
  }
  return {
    cookies,
    fetch: send,
    get: (path, headers) => json('GET', path, undefined, headers),
    post: (path, body, headers) => json('POST', path, body, headers),
    patch: (path, body) => json('PATCH', path, body),
    put: (path, body) => json('PUT', path, body),
    delete: (path, body) => json('DELETE', path, body),
  }
}
