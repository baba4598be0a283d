/** The one door to the server's REST API: session cookie, CSRF header, one shape of error. */

/** What the server answered, or could not be asked. `status` 0 means that it was not reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
    this.name = 'ApiError'
  }

  get isOffline(): boolean {
    return this.status === 0
  }
}

let csrfToken = ''

/** Use the token that the page carries; without one the cookie is read. */
export function setCsrfToken(token: string): void {
  csrfToken = token
}

/** The token that a form or a fetch of its own sends along. */
export function csrf(): string {
  if (csrfToken) return csrfToken
  const cookie = document.cookie
    .split('; ')
    .find((part) => part.startsWith('flowbuilder_csrf=') || part.startsWith('__Host-csrf='))
  return cookie ? decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)) : ''
}

export interface Answer<T> {
  body: T
  etag: string | null
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Options {
  body?: unknown
  signal?: AbortSignal
  timeoutMs?: number
  /** Sent to the end even if the page is left meanwhile; for small bodies only. */
  outlivesPage?: boolean
}

/** Ask the server; resolves with the parsed body or rejects with an `ApiError`. */
export async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000)
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-CSRFToken'] = csrf()
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal,
      keepalive: options.outlivesPage ?? false,
    })
  } catch (problem) {
    if (options.signal?.aborted) throw problem
    throw new ApiError(0, timeout.aborted ? 'timeout' : 'offline', '')
  }
  const body = await parsed(response)
  if (!response.ok) throw errorFrom(response.status, body)
  return body as T
}

async function parsed(response: Response): Promise<unknown> {
  const text = await response.text()
  if (!text) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function errorFrom(status: number, body: unknown): ApiError {
  const shape = (body && typeof body === 'object' ? body : {}) as Record<string, unknown>
  const details = shape['details']
  return new ApiError(
    status,
    typeof shape['code'] === 'string' ? shape['code'] : 'server_error',
    typeof shape['message'] === 'string' ? shape['message'] : '',
    details && typeof details === 'object' ? (details as Record<string, unknown>) : {},
  )
}
