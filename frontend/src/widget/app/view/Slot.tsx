/** @jsxImportSource preact */
import type { ComponentType } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

import type { CardsGiven, FormGiven, Parts, RatingGiven } from '../later/main'
import { loadParts } from '../parts'

export const NEAR_END_PX = 80

type Name = 'CardRow' | 'FormCard' | 'Rating'
type Given =
  | ({ part: 'FormCard' } & FormGiven)
  | ({ part: 'CardRow' } & CardsGiven)
  | ({ part: 'Rating' } & RatingGiven)

/** The place of a form, of cards or of a scale, which the part that is loaded later draws. */
export function Slot(given: Given) {
  const box = useRef<HTMLDivElement>(null)
  const [parts, setParts] = useState<Pick<Parts, Name> | null>()
  const load = useCallback(() => void loadParts().then(setParts, () => setParts(null)), [])
  useEffect(load, [load])
  useLayoutEffect(() => {
    if (parts && box.current) show(box.current)
  }, [parts])
  const Part = parts?.[given.part] as ComponentType<Given> | undefined
  return (
    <div class="slot" ref={box}>
      {Part && <Part {...given} />}
      {parts === null && (
        <button type="button" class="link" onClick={load}>
          {given.words('retry')}
        </button>
      )}
    </div>
  )
}

/**
 * Whoever was at the end of the talk reads it from its beginning; what was said just before it, such
 * as an answer to a question, stays in sight where that leaves it half of the room.
 */
function show(box: HTMLElement): void {
  const log = box.closest('.transcript')
  const message = box.parentElement
  const run = message?.parentElement
  if (!log || !message || !run || box.contains(document.activeElement)) return
  const below = log.scrollHeight - log.scrollTop - log.clientHeight - box.offsetHeight
  if (below >= NEAR_END_PX) return
  const [before, begins] = [topOf(run), topOf(message)]
  const from = begins - before < log.clientHeight / 2 ? before : begins
  log.scrollTop +=
    from - (log.querySelector('.stays')?.getBoundingClientRect().bottom ?? topOf(log))
}

const topOf = (element: Element) => element.getBoundingClientRect().top
