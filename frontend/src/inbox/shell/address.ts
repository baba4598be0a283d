/** The conversation that the address names: `/inbox/c/<id>`. */
export function idInAddress(): string | null {
  return /\/inbox\/c\/([0-9a-f-]{36})/.exec(window.location.pathname)?.[1] ?? null
}

/** Whether one has come to that conversation only to listen in: `/inbox/c/<id>?listen`. */
export function isToListen(): boolean {
  return idInAddress() !== null && window.location.search === '?listen'
}
