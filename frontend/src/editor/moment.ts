/** A point in time as people write it: "12:04" today, "22 lis, 12:04" on another day. */
export function moment(iso: string, language: string, now: Date = new Date()): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const locale = language === 'pl' ? 'pl-PL' : 'en-GB'
  const time = at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
  if (at.toDateString() === now.toDateString()) return time
  const sameYear = at.getFullYear() === now.getFullYear()
  const day = at.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  })
  return `${day}, ${time}`
}
