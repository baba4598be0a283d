import { Button, Checkbox, CloseButton } from '@mantine/core'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { offerTour } from '../../shared/api/templates'
import { useEditor, useScreen } from '../EditorContext'
import styles from './guidance.module.css'
import { beside, stopsHere, type Box } from './tour'

/** Leads through the parts of the editor, one at a time; Escape ends it. */
export function Tour() {
  const { tourOpen } = useScreen()
  return tourOpen ? <Walk /> : null
}

const NOWHERE: Box = { left: 0, top: 0, width: 0, height: 0 }

function Walk() {
  const { t } = useTranslation()
  const { show } = useScreen()
  const { tour } = useEditor()
  const [stops] = useState(() => stopsHere(document))
  const [at, setAt] = useState(0)
  const [isLast, setIsLast] = useState(true)
  const [box, setBox] = useState<Box>(NOWHERE)
  const [place, setPlace] = useState({ left: 0, top: 0 })
  const card = useRef<HTMLDivElement>(null)
  const before = useRef<Element | null>(null)
  const stop = stops[at]

  useEffect(() => {
    before.current = document.activeElement
    return () => {
      if (before.current instanceof HTMLElement) before.current.focus()
    }
  }, [])

  useLayoutEffect(() => {
    const measure = () => {
      const part = stop && document.querySelector(stop.selector)
      if (!part || !card.current) return
      const { left, top, width, height } = part.getBoundingClientRect()
      setBox({ left, top, width, height })
      setPlace(
        beside(
          { left, top, width, height },
          { width: card.current.offsetWidth, height: card.current.offsetHeight },
          { width: window.innerWidth, height: window.innerHeight },
        ),
      )
    }
    measure()
    card.current?.focus({ preventScroll: true })
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [stop])

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
      <div className={styles.spot} style={box} aria-hidden />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of a dialog */}
      <div
        ref={card}
        role="dialog"
        tabIndex={-1}
        aria-labelledby="fb-tour-title"
        aria-describedby="fb-tour-text"
        className={styles.stop}
        style={place}
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
  const { show } = useScreen()
  const { tour } = useEditor()
  if (!tour.isOffered) return null
  return (
    <div className={styles.invitation} data-testid="tour-invitation">
      <p>{t('tour.invitation')}</p>
      <Button size="xs" variant="light" onClick={() => show({ tourOpen: true })}>
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
