/** Would a card or a wire be drawn as it is drawn already? */
import type { CardNode, Shown, WireData } from './toCanvas'

export function sameCard(one: CardNode, other: CardNode): boolean {
  return (
    one.position.x === other.position.x &&
    one.position.y === other.position.y &&
    one.ariaLabel === other.ariaLabel &&
    sameData(one.data, other.data)
  )
}

export function sameWire(one: WireData, other: WireData): boolean {
  return (
    one.label === other.label &&
    one.problem === other.problem &&
    one.isTelling === other.isTelling &&
    one.fromCompact === other.fromCompact &&
    one.lane === other.lane &&
    one.bend?.x === other.bend?.x &&
    one.bend?.y === other.bend?.y
  )
}

export function sameData(one: Shown, other: Shown): boolean {
  return (
    one['node'] === other['node'] &&
    one['trigger'] === other['trigger'] &&
    one['info'] === other['info'] &&
    one['shown'] === other['shown'] &&
    one['isCompact'] === other['isCompact'] &&
    one['note'] === other['note'] &&
    one['frame'] === other['frame'] &&
    sameList(one.problems, other.problems, Object.is) &&
    sameList(
      one.ports,
      other.ports,
      (a, b) =>
        a.name === b.name &&
        a.label === b.label &&
        a.wired === b.wired &&
        a.problem === b.problem &&
        a.sameAs === b.sameAs,
    )
  )
}

export function sameList<T>(
  one: readonly T[],
  other: readonly T[],
  same: (a: T, b: T) => boolean,
): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every((item, index) => same(item, other[index] as T)))
  )
}
