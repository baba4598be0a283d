import { useEffect, useLayoutEffect, useRef } from 'react'
import { composerBus } from '../composer/composerBus'
import { actionBus, type Act } from '../conversation/actionBus'
import { mayBeSnoozed } from '../marks/mayBeSnoozed'
import { pick, pickNone } from '../state/many'
import { useInbox } from '../state/store'
import { showDialog } from './dialogs'
import { useSingleKeys } from './singleKeys'

interface Keys {
  selected: string | null
  open: (id: string | null) => void
  details: boolean
  setDetails: (shown: boolean) => void
  showHelp: () => void
}

/**
 * Ctrl+K search, j/k through the list, r reply, n note, / canned replies, a take over, f transfer,
 * b back to the assistant, e end, t tags, s snooze, x choose (X up to here), ? help, Esc back. Those
 * of one letter may be switched off.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  /** A dialog that has just opened may be without the focus, and Escape may have closed it by now. */
  const underDialog = useRef(false)
  // Before the effects of any dialog, so that this hears a key first.
  useLayoutEffect(() => {
    const note = () => {
      underDialog.current = document.querySelector('[role=dialog]') !== null
    }
    window.addEventListener('keydown', note, true)
    return () => window.removeEventListener('keydown', note, true)
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return showDialog('search')
      }
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
        ...actions,
        t: () => selected && showDialog('tags'),
        s: () => isToBeSnoozed() && showDialog('snooze'),
        x: () => selected && pick(selected),
        X: () => selected && pick(selected, true),
        Escape: () => leave(details, setDetails, open),
      }
      if (underDialog.current) return
      if (event.repeat && event.key in actions) return
      if (event.key !== 'Escape' && !useSingleKeys.getState().on) return
      const doIt = act[event.key]
      if (!doIt) return
      event.preventDefault()
      doIt()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

const act = (what: Act) => () => actionBus.act(what)
const actions = { a: act('take'), f: act('transfer'), b: act('handBack'), e: act('close') }

function isToBeSnoozed(): boolean {
  const { open, me } = useInbox.getState()
  return open !== null && mayBeSnoozed(open, me?.id)
}

function leave(
  details: boolean,
  setDetails: (shown: boolean) => void,
  open: (id: string | null) => void,
): void {
  const { chosen, choosing } = useInbox.getState()
  if (chosen.length || choosing) pickNone()
  else if (details) setDetails(false)
  else open(null)
}

function step(selected: string | null, by: number, open: (id: string) => void): void {
  const { rows } = useInbox.getState()
  const at = rows.findIndex((row) => row.id === selected)
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by]
  if (!next) return
  open(next.id)
  document.querySelector(`[data-row="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
}
