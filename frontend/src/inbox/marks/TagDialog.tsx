import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { ApiError } from '../../shared/api/client'
import { api } from '../api/inbox'
import type { Row, Tag } from '../api/types'
import { showTally } from '../many/showTally'
import { closeDialog, useDialogs } from '../shell/dialogs'
import { fold } from '../shell/fold'
import { problemText, showProblem } from '../shell/showProblem'
import { changeTags } from '../state/actions'
import { doToChosen } from '../state/many'
import { useInbox } from '../state/store'
import { TagChip } from './TagChip'

const COLORS: Tag['color'][] = ['talk', 'ask', 'know', 'decide', 'people', 'reach']

/** The workspace's tags to put on and take off: of the open conversation, or of the chosen ones. */
export function TagDialog() {
  const { t } = useTranslation()
  const { shown, many } = useDialogs()
  const open = useInbox((state) => state.open)
  const opened = shown === 'tags' && (many || open !== null)
  return (
    <Dialog
      opened={opened}
      onClose={closeDialog}
      title={t(many ? 'tags.titleMany' : 'tags.title')}
      size="sm"
    >
      {many ? <ForChosen /> : open && <ForOne row={open} />}
    </Dialog>
  )
}

/** Each tick is done at once. */
function ForOne({ row }: { row: Row }) {
  const { t } = useTranslation()
  const on = row.tags.map((tag) => tag.id)
  const turn = async (tag: Tag) => {
    const change = on.includes(tag.id) ? { remove: [tag.id] } : { add: [tag.id] }
    showProblem(await changeTags(row, change), t)
  }
  return <TagList on={on} onTurn={turn} />
}

/** Those ticked are put on all of them together. */
function ForChosen() {
  const { t } = useTranslation()
  const [on, setOn] = useState<number[]>([])
  const [busy, setBusy] = useState(false)
  const turn = (tag: Tag) =>
    setOn((now) => (now.includes(tag.id) ? now.filter((id) => id !== tag.id) : [...now, tag.id]))
  const send = async () => {
    setBusy(true)
    showTally(await doToChosen({ action: 'tag', add: on }), t)
    setBusy(false)
    closeDialog()
  }
  return (
    <>
      <TagList on={on} onTurn={turn} />
      <Button mt="md" fullWidth disabled={!on.length} loading={busy} onClick={() => void send()}>
        {t('tags.putOn')}
      </Button>
    </>
  )
}

/** The field narrows the list, and makes a tag of what is not there. */
export function TagList({
  on,
  onTurn,
}: {
  on: number[]
  onTurn: (tag: Tag) => void | Promise<void>
}) {
  const { t } = useTranslation()
  const tags = useInbox((state) => state.tags)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')
  const wanted = fold(text.trim())
  const matching = tags.filter((tag) => fold(tag.name).includes(wanted))
  const isNew = wanted !== '' && !tags.some((tag) => fold(tag.name) === wanted)

  const make = async () => {
    setProblem('')
    try {
      const color = COLORS[tags.length % COLORS.length] ?? 'reach'
      const tag = await api.makeTag(text.trim(), color)
      useInbox.getState().change((state) => ({
        tags: [...state.tags.filter((one) => one.id !== tag.id), tag].sort((a, b) =>
          fold(a.name) < fold(b.name) ? -1 : 1,
        ),
      }))
      setText('')
      await onTurn(tag)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const code = failure.isOffline ? 'offline' : failure.code
      setProblem(problemText({ code, problem: failure.message }, t))
    }
  }
  const onEnter = () => {
    const [only] = matching
    if (isNew && !matching.length) void make()
    else if (only && wanted) {
      setText('')
      void onTurn(only)
    }
  }
  return (
    <div className="ib-tag-list">
      <TextInput
        data-autofocus
        value={text}
        maxLength={40}
        error={problem}
        placeholder={t('tags.hint')}
        aria-label={t('tags.hint')}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setProblem('')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
          event.preventDefault()
          onEnter()
        }}
      />
      {!tags.length && !wanted && <p className="ib-dialog-text">{t('tags.none')}</p>}
      <ul>
        {matching.map((tag) => (
          <li key={tag.id}>
            <Checkbox
              checked={on.includes(tag.id)}
              label={<TagChip tag={tag} />}
              onChange={() => void onTurn(tag)}
            />
          </li>
        ))}
      </ul>
      {isNew && (
        <Button
          variant="subtle"
          justify="flex-start"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void make()}
        >
          {t('tags.make', { name: text.trim() })}
        </Button>
      )}
    </div>
  )
}
