import { useEffect, useRef } from 'react'
import { composerBus } from '../composer/composerBus'
import { useInbox } from '../state/store'

interface Keys {
  selected: string | null
  open: (id: string | null) => void
  details: boolean
  setDetails: (shown: boolean) => void
  showHelp: () => void
}

/** j/k through the list, r reply, n note, / canned replies, ? help, Esc back. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]'))
        return
      const { selected, open, details, setDetails, showHelp } = latest.current
      const act: Record<string, () => void> = {
        j: () => step(selected, 1, open),
        k: () => step(selected, -1, open),
        r: () => composerBus.focus('reply'),
        n: () => composerBus.focus('note'),
        '/': () => composerBus.focus('canned'),
        '?': showHelp,
        Escape: () => (details ? setDetails(false) : open(null)),
      }
      const doIt = act[event.key]
      if (!doIt) return
      event.preventDefault()
      doIt()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function step(selected: string | null, by: number, open: (id: string) => void): void {
  const { rows } = useInbox.getState()
  const at = rows.findIndex((row) => row.id === selected)
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]
  if (!next) return
  open(next.id)
  document.querySelector(`[data-row="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
}
