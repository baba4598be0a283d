import { IconEar, IconEye, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/types'
import { useNow } from '../shell/useNow'
import { useInbox } from '../state/store'

const VIEWING_MS = 20_000
const TYPING_MS = 6_000

/** A light hint: who else looks at this conversation or writes in it just now. */
export function Collision({ row }: { row: Row }) {
  const { t } = useTranslation()
  const viewers = useInbox((state) => state.viewers[row.id])
  const visitorAt = useInbox((state) => state.visitorTypingAt[row.id])
  const now = useNow(2_000)
  const others = Object.values(viewers ?? {}).filter((one) => now - one.at < VIEWING_MS)
  const writing = others.filter((one) => one.typing && now - one.at < TYPING_MS)
  const lines: [typeof IconEye, string][] = []
  if (visitorAt !== undefined && now - visitorAt < TYPING_MS)
    lines.push([IconPencil, t('composer.visitorTyping', { name: row.contact.name })])
  if (writing.length) lines.push([IconPencil, t('composer.typing', { name: names(writing) })])
  else if (others.length) {
    const [listening, looking] = [
      others.filter((one) => one.listens),
      others.filter((one) => !one.listens),
    ]
    if (looking.length) lines.push([IconEye, t('composer.viewing', { name: names(looking) })])
    if (listening.length) lines.push([IconEar, t('composer.listening', { name: names(listening) })])
  }
  return (
    <div className="ib-collision" aria-live="polite">
      {lines.map(([Picture, words]) => (
        <span key={words}>
          <Picture size={14} aria-hidden /> {words}
        </span>
      ))}
    </div>
  )
}

function names(people: { name: string }[]): string {
  return people.map((one) => one.name).join(', ')
}
