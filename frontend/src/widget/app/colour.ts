/** The owner's one colour, made readable: which text goes on it, and which ink it makes on a surface. */

type Rgb = [number, number, number]

export function parseColour(hex: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(hex)
  const full = short
    ? `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`
    : hex
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(full)
  return parts && (parts.slice(1).map((part) => parseInt(part, 16)) as Rgb)
}

const toHex = (colour: Rgb): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG contrast of two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]

/** White when it can be read on `colour` (4.5:1), else black: one of them always can. */
export function textOn(colour: Rgb): string {
  const white = contrast(colour, WHITE)
  return toHex(white >= 4.5 ? WHITE : BLACK)
}

/** `colour` moved towards black or white until its contrast on `surface` is at least `enough`. */
export function inkOn(surface: Rgb, colour: Rgb, enough = 4.5): string {
  const target = luminance(surface) > 0.4 ? BLACK : WHITE
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, i) => part + ((target[i] as number) - part) * share) as Rgb
    if (contrast(mixed, surface) >= enough) return toHex(mixed)
  }
  return toHex(target)
}
