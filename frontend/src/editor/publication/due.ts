/** Days and hours by the workspace's clock, whatever the browser's says. */

/** "pon., 30 lis, 08:00"; with the place when the reader's clock shows another hour. */
export function dueWords(iso: string, timezone: string, language: string): string {
  const at = new Date(iso)
  const locale = language === 'pl' ? 'pl-PL' : 'en-GB'
  const written = (timeZone?: string) =>
    new Intl.DateTimeFormat(locale, {
      ...(timeZone ? { timeZone } : {}),
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }).format(at)
  const words = written(timezone)
  return words === written()
    ? words
    : `${words} (${timezone.split('/').at(-1)?.replaceAll('_', ' ')})`
}

/** The day `days` from now there, as 2026-11-30. */
export function dayAhead(days: number, timezone: string, now: Date = new Date()): string {
  const at = new Date(now.getTime() + days * 86_400_000)
  // Swedes write dates as machines do.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(at)
}
