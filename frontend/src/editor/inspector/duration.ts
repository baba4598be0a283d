/** Lengths of time, as people say them. */
import type { TFunction } from 'i18next'

export type Unit = 's' | 'min' | 'h' | 'd'

export const UNITS: { unit: Unit; seconds: number }[] = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
]

/** The largest unit in which `seconds` is a whole number. */
export function bestUnit(seconds: number): Unit {
  return UNITS.find((each) => seconds > 0 && seconds % each.seconds === 0)?.unit ?? 'min'
}

export function secondsIn(unit: Unit): number {
  return UNITS.find((each) => each.unit === unit)?.seconds ?? 1
}

/** `90` as "1 minute 30 seconds". */
export function durationInWords(seconds: number, t: TFunction): string {
  let left = Math.max(0, Math.round(seconds))
  const parts: string[] = []
  for (const { unit, seconds: size } of UNITS) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count) parts.push(t(`duration.${unit}`, { count }))
  }
  return parts.join(' ') || t('duration.s', { count: 0 })
}
