/**
 * Times and days in the visitor's language; English is British, so that the clock has 24 hours in both.
 * Formatters are costly to make: once, when first needed.
 */
import type { Words } from './words'

const made = new Map<string, Intl.DateTimeFormat>()

function format(language: string, options: Intl.DateTimeFormatOptions, at: Date): string {
  const locale = language === 'en' ? 'en-GB' : language
  const key = locale + Object.keys(options).join()
  let formatter = made.get(key)
  if (!formatter) made.set(key, (formatter = new Intl.DateTimeFormat(locale, options)))
  return formatter.format(at)
}

/** The hour and minute of `at`; nothing when it is no time. */
export function clockOf(at: string, words: Words): string {
  const options = { hour: '2-digit', minute: '2-digit' } as const
  return Number.isNaN(Date.parse(at)) ? '' : format(words.language, options, new Date(at))
}

/** The name of the day of `at`, or nothing for today. */
export function dayOf(at: string, now: number, words: Words): string {
  const then = new Date(at)
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (Number.isNaN(Date.parse(at)) || then.toDateString() === new Date(now).toDateString())
    return ''
  if (then.toDateString() === yesterday.toDateString()) return words('yesterday')
  return format(words.language, { day: 'numeric', month: 'long' }, then)
}
