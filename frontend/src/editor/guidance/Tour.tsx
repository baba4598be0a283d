import { Button, Checkbox, CloseButton } from '@mantine/core'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
} from 'react'
import { useTranslation } from 'react-i18next'

import { offerTour } from '../../shared/api/templates'
import { useCanvasActions } from '../canvas/useCanvasActions'
import { useEditor, useScreen } from '../EditorContext'
import { START_CARD } from '../state/recipes'
import styles from './guidance.module.css'
import { beside, ringAround, stopsHere, TOUR_BEGINS, type Box, type Bubble } from './tour'

/** Leads through the parts of the editor, one at a time; Escape ends it. */
export function Tour() {
  const { tourOpen } = useScreen()
  return tourOpen ? <Walk /> : null
}

interface Standing {
  ring: Box & { borderRadius: string }
  bubble: Bubble
}

/** Where the ring and the card stand now; they follow the part wherever it goes. */
function useStanding(
  selector: string | undefined,
  card: RefObject<HTMLElement | null>,
  onGone: () => void,
): Standing | null {
  const [standing, setStanding] = useState<Standing | null>(null)
  useLayoutEffect(() => {
    if (!selector) return undefined
    let frame = 0
    const follow = () => {
      frame = requestAnimationFrame(follow)
      const part = document.querySelector(selector)
      if (!part || !card.current) return onGone()
      const { left, top, width, height } = part.getBoundingClientRect()
      const box = { left, top, width, height }
      const size = { width: card.current.offsetWidth, height: card.current.offsetHeight }
      const screen = { width: window.innerWidth, height: window.innerHeight }
      const borderRadius = `calc(${getComputedStyle(part).borderTopLeftRadius} + 6px)`
      const ring = { ...ringAround(box, screen), borderRadius }
      const now = { ring, bubble: beside(box, size, screen) }
      setStanding((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now))
    }
    follow()
    return () => cancelAnimationFrame(frame)
  }, [selector, card, onGone])
  return standing
}

const placed = ({ left, top, tip }: Bubble) => ({ left, top, '--tip': `${tip}px` }) as CSSProperties

function Walk() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const { tour } = useEditor()
  const { reveal } = useCanvasActions()
  const [stops, setStops] = useState(() => stopsHere(document))
  const [wanted, setAt] = useState(0)
  const [isLast, setIsLast] = useState(true)
  const card = useRef<HTMLDivElement>(null)
  const before = useRef<Element | null>(null)
  const at = Math.min(wanted, stops.length - 1)
  const stop = stops[at]
  const lookAgain = useCallback(() => setStops(stopsHere(document)), [])
  const standing = useStanding(stop?.selector, card, lookAgain)

  useEffect(() => {
    before.current = document.activeElement
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus()
    }
  }, [])

  useEffect(() => {
    card.current?.focus({ preventScroll: true })
    if (stop?.id === 'canvas') reveal(START_CARD)
  }, [stop, reveal])

  if (!stop) return null
  const end = () => {
    if (isLast) tour.decline()
    show({ tourOpen: false })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (event.key === 'Escape') end()
    else if (step && stops[at + step]) setAt(at + step)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <div className={styles.spot} style={standing?.ring} data-testid="tour-ring" aria-hidden />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of a dialog */}
      <div
        ref={card}
        role="dialog"
        tabIndex={-1}
        aria-labelledby="fb-tour-title"
        aria-describedby="fb-tour-text"
        className={styles.stop}
        style={standing ? placed(standing.bubble) : undefined}
        data-side={standing?.bubble.side}
        data-testid="tour"
        onKeyDown={onKeyDown}
      >
        <header>
          <h2 id="fb-tour-title">{t(`tour.${stop.id}.title`)}</h2>
          <CloseButton size={28} aria-label={t('tour.end')} onClick={end} />
        </header>
        <p id="fb-tour-text">{t(`tour.${stop.id}.text`)}</p>
        <Checkbox
          size="xs"
          label={t('tour.never')}
          checked={isLast}
          onChange={(event) => setIsLast(event.currentTarget.checked)}
        />
        <footer>
          <span className={styles.count}>
            {t('tour.count', { number: at + 1, total: stops.length })}
          </span>
          {at > 0 && (
            <Button size="xs" variant="default" onClick={() => setAt(at - 1)}>
              {t('tour.back')}
            </Button>
          )}
          <Button
            size="xs"
            data-testid="tour-next"
            onClick={() => (stops[at + 1] ? setAt(at + 1) : end())}
          >
            {t(stops[at + 1] ? 'tour.next' : 'tour.done')}
          </Button>
        </footer>
      </div>
    </>
  )
}

/** Offers the tour to who has not seen it, where no card is selected. */
export function TourInvitation() {
  const { t } = useTranslation()
  const { tourOpen, show } = useScreen()
  const { tour } = useEditor()
  if (!tour.isOffered || tourOpen) return null
  return (
    <div className={styles.invitation} data-testid="tour-invitation">
      <p>{t('tour.invitation')}</p>
      <Button size="xs" variant="light" onClick={() => show(TOUR_BEGINS)}>
        {t('tour.start')}
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={tour.decline}>
        {t('tour.decline')}
      </Button>
    </div>
  )
}

export interface TourWish {
  isOffered: boolean
  /** Never offer it again; kept on the server. */
  decline: () => void
}

export function useTourWish(isOfferedAtFirst: boolean): TourWish {
  const [isOffered, setIsOffered] = useState(isOfferedAtFirst)
  return useMemo(
    () => ({
      isOffered,
      decline: () => {
        if (!isOffered) return
        setIsOffered(false)
        offerTour(false).catch(() => setIsOffered(true))
      },
    }),
    [isOffered],
  )
}
