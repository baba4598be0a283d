import { ActionIcon, Button, Popover, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconBookmarkPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { addTalk } from '../../shared/api/talks'
import { useEditor } from '../EditorContext'
import { errorWords } from '../errorWords'
import { talkOf } from './trial'
import { useTrial } from './useTrial'

/** Keeps the run as a talk: what must go the same way from now on. */
export function SaveTalk() {
  const { t } = useTranslation()
  const { flowId } = useEditor()
  const queries = useQueryClient()
  const steps = useTrial((trial) => trial.steps)
  const isBusy = useTrial((trial) => trial.isBusy)
  const show = useTrial((trial) => trial.show)
  const [isAsking, setIsAsking] = useState(false)
  const [name, setName] = useState('')
  const [isSaving, setIsSaving] = useState(false)
  const [refusal, setRefusal] = useState('')

  const save = async () => {
    const latest = steps.at(-1)
    if (!latest || !name.trim()) return
    setIsSaving(true)
    setRefusal('')
    try {
      await addTalk(flowId, name.trim(), talkOf(steps), latest.document)
      void queries.invalidateQueries({ queryKey: ['talks', flowId] })
      setIsAsking(false)
      setName('')
      show('saved')
    } catch (error) {
      setRefusal(errorWords(error, t))
    } finally {
      setIsSaving(false)
    }
  }
  return (
    <Popover
      opened={isAsking}
      onChange={setIsAsking}
      position="bottom-end"
      withinPortal
      width={300}
      trapFocus
    >
      <Popover.Target>
        <Tooltip label={t('talks.save')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('talks.save')}
            data-testid="save-talk"
            disabled={steps.length < 2 || isBusy}
            onClick={() => setIsAsking(!isAsking)}
          >
            <IconBookmarkPlus size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <Stack gap={12}>
            <Text size="sm">{t('talks.saveHelp')}</Text>
            <TextInput
              data-autofocus
              data-testid="talk-name"
              label={t('talks.name')}
              placeholder={t('talks.nameExample')}
              value={name}
              maxLength={120}
              error={refusal}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button
              type="submit"
              loading={isSaving}
              disabled={!name.trim()}
              data-testid="confirm-talk"
            >
              {t('talks.save')}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
