/** What few visitors need: built by itself, and loaded when somebody first asks for it. */
import { CardRow } from './CardRow'
import { FormCard } from './FormCard'
import { History } from './History'
import { borrow, type Lent } from './lent'
import { MyData } from './MyData'
import { Rating } from './Rating'

export type { CardsGiven } from './CardRow'
export type { FormGiven } from './FormCard'
export type { RatingGiven } from './Rating'
const parts = { CardRow, FormCard, History, MyData, Rating }
export type Parts = typeof parts

export default function lend(lent: Lent): Parts {
  borrow(lent)
  return parts
}
