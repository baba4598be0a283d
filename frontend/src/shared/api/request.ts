/** One error shape from the server: what happened, and the machine part beside it. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

/** The CSRF token: from the root element, else from the page's hidden field. */
function csrfToken(): string {
  const holder = document.querySelector<HTMLElement>('[data-csrf]')
  if (holder?.dataset.csrf) return holder.dataset.csrf
  return document.querySelector<HTMLInputElement>('input[name=csrfmiddlewaretoken]')?.value ?? ''
}

/** Calls our REST API and returns what it answers; throws `ApiProblem` otherwise. */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken()
  let answer: Response
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiProblem(0, 'offline', 'offline')
  }
  if (answer.status === 204) return undefined as T
  const text = await answer.text()
  let found: unknown
  try {
    found = text ? JSON.parse(text) : undefined
  } catch {
    throw new ApiProblem(answer.status, 'not_json', answer.statusText)
  }
  if (!answer.ok) {
    const { code, message, details } = (found ?? {}) as Partial<ApiProblem>
    throw new ApiProblem(
      answer.status,
      code ?? 'unknown',
      message ?? answer.statusText,
      details ?? {},
    )
  }
  return found as T
}
