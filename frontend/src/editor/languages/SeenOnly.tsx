import { useEffect, useRef, useState, type ReactNode } from 'react'

interface Given {
  /** How high it will be, roughly, until it was seen. */
  estimate: number
  /** Draw it at once, wherever it is. */
  isWanted?: boolean
  children: () => ReactNode
}

const AHEAD = '600px 0px'

/** A part of a long list that is drawn while it is in or near view, and keeps its height when it is not. */
export function SeenOnly({ estimate, isWanted = false, children }: Given) {
  const place = useRef<HTMLDivElement>(null)
  const [isSeen, setIsSeen] = useState(isWanted)
  const [height, setHeight] = useState<number | null>(null)
  useEffect(() => {
    const element = place.current
    if (!element || typeof IntersectionObserver === 'undefined') return
    const root = element.closest('[role=table]')
    const observer = new IntersectionObserver(
      ([latest]) => {
        // What is being written in stays, even when it is scrolled out of view.
        if (!latest?.isIntersecting && element.contains(document.activeElement)) return
        if (!latest?.isIntersecting && element.childElementCount)
          setHeight(element.getBoundingClientRect().height)
        setIsSeen(latest?.isIntersecting ?? false)
      },
      { root, rootMargin: AHEAD },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={place} role="rowgroup" style={isSeen ? undefined : { blockSize: height ?? estimate }}>
      {isSeen && children()}
    </div>
  )
}
