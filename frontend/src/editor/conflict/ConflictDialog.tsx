import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { useSpoken } from '../canvas/useSpoken'
import layout from '../compare/compare.module.css'
import { useDocument, useDraft, useEditor } from '../EditorContext'
import type { Conflict } from '../state/autosave'
import { boxAround, cardsOf, conflictCanvases } from '../state/conflictCanvas'
import type { Collision, Side } from '../state/merge'
import { CollisionList } from './CollisionList'
import styles from './conflict.module.css'
import { ConflictCanvases } from './ConflictCanvases'

/**
 * Somebody saved meanwhile and changed the same thing. What does not collide is joined without a
 * question; here the author sees both versions and decides the rest, one by one. Nothing is ever
 * overwritten silently.
 */
export function ConflictDialog() {
  const { t } = useTranslation()
  const conflict = useDraft((draft) => draft.conflict)
  return (
    <Dialog
      opened={conflict !== null}
      onClose={() => undefined}
      fullScreen
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      padding={0}
      // Above whatever was open when the answer came.
      zIndex={250}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('conflict.title') } }}
      classNames={{ content: layout.content ?? '', body: layout.body ?? '' }}
    >
      {conflict && <Decision key={conflict.revision} conflict={conflict} />}
    </Dialog>
  )
}

function Decision({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation()
  const { saving, catalogue } = useEditor()
  const { base, document: theirs, collisions } = conflict
  const mine = useDocument((state) => state.document)
  const spoken = useSpoken()
  const canvases = useMemo(
    () => conflictCanvases(base, { mine, theirs }, catalogue, spoken),
    [base, mine, theirs, catalogue, spoken],
  )
  // In an object: asked for again, it is brought into view again.
  const [looked, lookAt] = useState<{ at: Collision | undefined }>({ at: collisions[0] })
  const cards = useMemo(() => (looked.at ? cardsOf(looked.at) : NONE), [looked])
  const view = useMemo(() => boxAround(canvases, cards), [canvases, cards])
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map())
  const [isBusy, setIsBusy] = useState(false)
  const [hasFailed, setHasFailed] = useState(false)
  const decide = async (how: () => Promise<void>) => {
    setIsBusy(true)
    setHasFailed(false)
    try {
      await how()
    } catch {
      setHasFailed(true)
    } finally {
      setIsBusy(false)
    }
  }
  const who = conflict.savedBy || t('conflict.someone')
  const names = { mine: t('conflict.mine'), theirs: who }
  return (
    <div className={layout.dialog} data-testid="conflict">
      <header className={layout.bar}>
        <h2 className={styles.title}>{t('conflict.title')}</h2>
      </header>
      <div className={layout.work}>
        <ConflictCanvases canvases={canvases} ringed={cards} view={view} names={names} />
        <aside className={layout.side} aria-label={t('conflict.list')}>
          <p className={styles.text}>{t('conflict.text', { who, count: collisions.length })}</p>
          <CollisionList
            sides={{ mine, theirs }}
            names={names}
            collisions={collisions}
            current={looked.at}
            choices={choices}
            onLook={(at) => lookAt({ at })}
            onChoose={setChoices}
          />
          <div className={styles.actions}>
            {hasFailed && (
              <p className={styles.failed} role="alert">
                {t('error.offline')}
              </p>
            )}
            <Button
              variant="default"
              disabled={isBusy}
              data-testid="take-theirs"
              onClick={() => void decide(saving.takeTheirs)}
            >
              {t('conflict.takeTheirs')}
            </Button>
            <Button
              loading={isBusy}
              data-testid="join-drafts"
              onClick={() => void decide(() => saving.join(choices))}
            >
              {t('conflict.join')}
            </Button>
          </div>
        </aside>
      </div>
    </div>
  )
}

const NONE = { mine: [], theirs: [] }
