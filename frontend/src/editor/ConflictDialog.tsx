import { Button, Group, Modal, Radio, ScrollArea, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import styles from './editor.module.css'
import { useDocument, useDraft, useEditor } from './EditorContext'
import { useCollisionWords } from './collisionWords'
import { pathKey, type Side } from './state/merge'

/**
 * Somebody saved meanwhile and changed the same thing. What does not collide is joined without a
 * question; here the author decides the rest, one by one. Nothing is ever overwritten silently.
 */
export function ConflictDialog() {
  const { t } = useTranslation()
  const { saving } = useEditor()
  const conflict = useDraft((draft) => draft.conflict)
  const mine = useDocument((state) => state.document)
  const wordsOf = useCollisionWords(mine, conflict?.document ?? mine)
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map())
  const [isBusy, setIsBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  if (!conflict) return null
  const decide = async (how: () => Promise<void>) => {
    setIsBusy(true)
    setFailed(false)
    try {
      await how()
      setChoices(new Map())
    } catch {
      setFailed(true)
    } finally {
      setIsBusy(false)
    }
  }
  const who = conflict.savedBy || t('conflict.someone')
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      size={640}
      title={t('conflict.title')}
      data-testid="conflict"
    >
      <Stack gap={16}>
        <Text size="sm">{t('conflict.text', { who, count: conflict.collisions.length })}</Text>
        <ScrollArea.Autosize mah="46vh">
          <Stack gap={12}>
            {conflict.collisions.map((collision) => {
              const key = pathKey(collision.path)
              const words = wordsOf(collision)
              return (
                <Radio.Group
                  key={key}
                  label={words.what}
                  value={choices.get(key) ?? 'mine'}
                  onChange={(side) => setChoices(new Map(choices).set(key, side as Side))}
                  data-testid="collision"
                >
                  <div className={styles.sides}>
                    <Side side="mine" name={t('conflict.mine')} words={words.mine} />
                    <Side side="theirs" name={who} words={words.theirs} />
                  </div>
                </Radio.Group>
              )
            })}
          </Stack>
        </ScrollArea.Autosize>
        {failed && (
          <Text size="sm" c="var(--fb-bad)" role="alert">
            {t('error.offline')}
          </Text>
        )}
        <Group justify="space-between" gap={8} className={styles.choices}>
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
        </Group>
      </Stack>
    </Modal>
  )
}

function Side({ side, name, words }: { side: Side; name: string; words: string }) {
  return (
    <Radio.Card value={side} className={styles.side} data-testid={`side-${side}`}>
      <Group gap={8} wrap="nowrap" align="flex-start">
        <Radio.Indicator size="xs" mt={3} />
        <div>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text size="sm" lineClamp={6} className={styles.sideWords}>
            {words}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  )
}
