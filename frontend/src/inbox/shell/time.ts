/** English is British here: 24 hours, day before month. */
function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language
}

/** How a moment reads beside a conversation: "12:04" today, "22 lis, 12:04" before. */
export function shortTime(at: string, language: string, now: number): string {
  const moment = new Date(at)
  const time = moment.toLocaleTimeString(localeOf(language), { hour: '2-digit', minute: '2-digit' })
  if (moment.toDateString() === new Date(now).toDateString()) return time
  const day = moment.toLocaleDateString(localeOf(language), { day: 'numeric', month: 'short' })
  return `${day}, ${time}`
}

/** A day as a separator: "today", "yesterday" are the caller's words; others "22 listopada". */
export function dayOf(at: string): string {
  return new Date(at).toDateString()
}

export function longDay(at: string, language: string): string {
  return new Date(at).toLocaleDateString(localeOf(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  })
}

/** A wait as a clock: "0:42", "12:05", "2:10:00". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  const rest = String(whole % 60).padStart(2, '0')
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A date without its time: "22 lis 2026". */
export function dateOf(at: string, language: string): string {
  return new Date(at).toLocaleDateString(localeOf(language), { dateStyle: 'medium' })
}

export type Urgency = 'calm' | 'late' | 'overdue'

/** Longer than promised is late; twice as long is overdue. */
export function urgency(seconds: number, target: number): Urgency {
  if (seconds >= target * 2) return 'overdue'
  return seconds >= target ? 'late' : 'calm'
}

/** A rounded time, with units that read the same in every language: "45 s", "5 min", "2 h 5 min". */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole} s`
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  if (!hours) return `${minutes} min`
  return minutes ? `${hours} h ${minutes} min` : `${hours} h`
}

/** A moment to come, with its day: "pt., 28 lis, 09:00". */
export function coming(at: Date, language: string): string {
  return at.toLocaleString(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
}

/** What this device's clock and one in `zone` show; null where they show the same. */
export function twoClocks(zone: string, now: number, language: string) {
  const parts = { hour: '2-digit', minute: '2-digit' } as const
  const [here, there] = [read(now, language, parts), read(now, language, parts, zone)]
  const day = { ...parts, weekday: 'short' } as const
  const [hereOnDay, thereOnDay] = [read(now, language, day), read(now, language, day, zone)]
  if (there === null || hereOnDay === thereOnDay) return null
  const sameDay = hereOnDay?.replace(here ?? '', '') === thereOnDay?.replace(there, '')
  return sameDay ? { here, there } : { here: hereOnDay, there: thereOnDay }
}

/** The moment as `zone` has it; null where this browser does not know the zone. */
function read(
  at: number,
  language: string,
  parts: Intl.DateTimeFormatOptions,
  zone?: string,
): string | null {
  try {
    return new Date(at).toLocaleString(localeOf(language), {
      ...parts,
      ...(zone ? { timeZone: zone } : {}),
    })
  } catch (problem) {
    if (problem instanceof RangeError) return null
    throw problem
  }
}
