import { Avatar } from '@mantine/core'

/** A person's initials. The name stands beside it, so it is hidden from screen readers. */
export function Face({ name, size = 36 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="xl" className="ib-face" aria-hidden>
      {initials(name)}
    </Avatar>
  )
}

export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  // Nameless visitors are told apart by their numbers.
  const number = /^\d+$/.exec(parts.at(-1) ?? '')?.[0]
  if (number) return number.slice(-3)
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]]
  return letters.map((part) => part?.[0]?.toLocaleUpperCase() ?? '').join('') || '?'
}
