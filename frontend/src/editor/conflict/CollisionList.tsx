import { Button, Radio, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import type { Flow } from '../../shared/flow'
import type { Sides } from '../state/conflictCanvas'
import { pathKey, SIDES, type Collision, type Side } from '../state/merge'
import { useCollisionWords, type CollisionWords } from './collisionWords'
import styles from './conflict.module.css'

type Choices = ReadonlyMap<string, Side>

interface Given {
  sides: Sides<Flow>
  names: Sides<string>
  collisions: readonly Collision[]
  /** The one that the canvases show. */
  current: Collision | undefined
  choices: Choices
  /** Without a collision: at the whole flow. */
  onLook: (collision: Collision | undefined) => void
  onChoose: (choices: Choices) => void
}

/** What collides, in the words of both sides; of each, one side is chosen: ours, unless said otherwise. */
export function CollisionList(given: Given) {
  const { sides, names, collisions, current, choices, onLook, onChoose } = given
  const { t } = useTranslation()
  const wordsOf = useCollisionWords(sides.mine, sides.theirs)
  const chooseAll = (side: Side) =>
    onChoose(new Map(collisions.map(({ path }) => [pathKey(path), side])))
  return (
    <>
      <div className={styles.all}>
        <Button variant="default" size="compact-sm" onClick={() => onLook(undefined)}>
          {t('conflict.whole')}
        </Button>
        {collisions.length > 1 &&
          SIDES.map((side) => (
            <Button
              key={side}
              variant="default"
              size="compact-sm"
              data-testid={`all-${side}`}
              onClick={() => chooseAll(side)}
            >
              {t(`conflict.all.${side}`)}
            </Button>
          ))}
      </div>
      <ul className={styles.list}>
        {collisions.map((collision, index) => {
          const key = pathKey(collision.path)
          return (
            <Question
              key={key}
              isFirst={index === 0}
              isCurrent={collision === current}
              names={names}
              words={wordsOf(collision)}
              chosen={choices.get(key) ?? 'mine'}
              onLook={() => onLook(collision)}
              onChoose={(side) => onChoose(new Map(choices).set(key, side))}
            />
          )
        })}
      </ul>
    </>
  )
}

interface QuestionGiven {
  isFirst: boolean
  isCurrent: boolean
  names: Sides<string>
  words: CollisionWords
  chosen: Side
  onLook: () => void
  onChoose: (side: Side) => void
}

function Question(given: QuestionGiven) {
  const { isFirst, isCurrent, names, words, chosen, onLook, onChoose } = given
  const { t } = useTranslation()
  const what = (
    <button
      type="button"
      className={styles.what}
      aria-current={isCurrent}
      title={t('compare.show')}
      data-autofocus={isFirst || undefined}
      onClick={onLook}
    >
      {words.what}
    </button>
  )
  return (
    <li
      className={styles.question}
      data-current={isCurrent}
      data-testid="collision"
      onFocus={() => !isCurrent && onLook()}
    >
      <Radio.Group label={what} value={chosen} onChange={(side) => onChoose(side as Side)}>
        <div className={styles.sides}>
          {SIDES.map((side) => (
            <Radio.Card
              key={side}
              value={side}
              className={styles.side}
              data-testid={`side-${side}`}
            >
              <Radio.Indicator size="xs" mt={3} />
              <span>
                <Text component="span" size="xs" c="dimmed" display="block">
                  {names[side]}
                </Text>
                <Text component="span" size="sm" lineClamp={6} className={styles.words}>
                  {words[side]}
                </Text>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
    </li>
  )
}
