/** Sends one file. `XMLHttpRequest`, as `fetch` cannot tell how far an upload is. */
import { ApiError, csrf, errorFrom } from './client'

const PATIENCE_MS = 120_000

export interface Upload<T> {
  /** Rejects with an `ApiError`; never settles once it was cancelled. */
  done: Promise<T>
  cancel: () => void
}

export function upload<T>(
  path: string,
  file: File,
  onProgress: (share: number) => void,
): Upload<T> {
  const asking = new XMLHttpRequest()
  const done = new Promise<T>((resolve, reject) => {
    asking.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    asking.onload = () => {
      const body = parsed(asking.responseText)
      if (asking.status === 201) resolve(body as T)
      else reject(errorFrom(asking.status, body))
    }
    asking.onerror = () => reject(new ApiError(0, 'offline', ''))
    asking.ontimeout = () => reject(new ApiError(0, 'timeout', ''))
  })
  const form = new FormData()
  form.append('size', String(file.size))
  form.append('file', file, file.name)
  asking.open('POST', path)
  asking.setRequestHeader('Accept', 'application/json')
  asking.setRequestHeader('X-CSRFToken', csrf())
  asking.timeout = PATIENCE_MS
  asking.send(form)
  return { done, cancel: () => asking.abort() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
