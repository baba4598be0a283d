/** When a conversation may come back, by the clock of the device that is looked at. */

export type MomentName =
  'inHour' | 'inThreeHours' | 'thisEvening' | 'tomorrowMorning' | 'mondayMorning'

export interface Moment {
  name: MomentName
  until: Date
}

const HOUR = 3_600_000
const [MORNING, EVENING, LATE_FOR_EVENING] = [9, 18, 17]
const MONDAY = 1

/**
 * What is offered at `now`. No morning of a day on which the team does not work (`closed`, as
 * "2026-11-28"), and no morning twice: on a Sunday Monday is tomorrow.
 */
export function momentsAt(now: Date, closed: readonly string[]): Moment[] {
  const tomorrow = morningIn(now, 1)
  const monday = morningIn(now, (7 + MONDAY - now.getDay()) % 7 || 7)
  const works = (day: Date) => !closed.includes(localOf(day).slice(0, 10))
  const found: Moment[] = [
    { name: 'inHour', until: new Date(now.getTime() + HOUR) },
    { name: 'inThreeHours', until: new Date(now.getTime() + 3 * HOUR) },
  ]
  if (now.getHours() < LATE_FOR_EVENING)
    found.push({ name: 'thisEvening', until: hourOf(now, 0, EVENING) })
  if (works(tomorrow)) found.push({ name: 'tomorrowMorning', until: tomorrow })
  if (works(monday) && monday.getTime() !== tomorrow.getTime())
    found.push({ name: 'mondayMorning', until: monday })
  return found
}

const morningIn = (now: Date, days: number) => hourOf(now, days, MORNING)

/** An hour on the wall, however long the nights between are. */
function hourOf(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
}

/** As a field for a day and a time has it: "2026-11-28T09:00". */
export function localOf(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-')
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}`
}
