/** Sends one file to our own host. `XMLHttpRequest`, as `fetch` cannot tell how far it is. */
import type { Answer, Upload } from './tray'
import type { Words } from './words'

const PATIENCE_MS = 120_000

export function uploadTo(
  widget: string,
  token: () => string,
  words: Words,
): (file: File, onProgress: (share: number) => void) => Upload {
  const unreachable = words('upload_failed')
  return (file, onProgress) => {
    const asking = new XMLHttpRequest()
    const done = new Promise<Answer>((resolve) => {
      const fail = () => resolve({ ok: false, message: unreachable, again: true })
      asking.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total)
      }
      asking.onload = () => resolve(read(asking.status, asking.responseText) ?? failed(unreachable))
      asking.onerror = fail
      asking.ontimeout = fail
    })
    const form = new FormData()
    form.append('size', String(file.size))
    form.append('file', file, file.name)
    asking.open('POST', `/api/v1/chat/${encodeURIComponent(widget)}/files`)
    asking.setRequestHeader('Authorization', `Bearer ${token()}`)
    asking.setRequestHeader('Accept-Language', words.language)
    asking.timeout = PATIENCE_MS
    asking.send(form)
    return { done, cancel: () => asking.abort() }
  }
}

const failed = (message: string): Answer => ({ ok: false, message, again: true })

/** The server's answer; null when it is none of ours. */
function read(status: number, text: string): Answer | null {
  try {
    const body = JSON.parse(text) as { id?: unknown; message?: unknown }
    if (status === 201 && typeof body.id === 'string') return { ok: true, id: body.id }
    if (typeof body.message !== 'string' || !body.message) return null
    return { ok: false, message: body.message, again: status === 429 || status >= 500 }
  } catch {
    return null
  }
}
