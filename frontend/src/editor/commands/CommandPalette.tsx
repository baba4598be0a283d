import { Kbd, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'

import { Dialog } from '../../shared/Dialog'
import { useDocument, useEditor, useScreen } from '../EditorContext'
import { iconOf } from '../icons'
import { folded } from '../palette/groups'
import { titleOf } from '../state/ports'
import { COMMANDS } from './commands'
import { execute, useCommandContext } from './CommandsProvider'
import styles from './commands.module.css'
import { written } from './shortcuts'

interface Entry {
  key: string
  name: string
  hint: string
  icon: React.ReactNode
  hay: string
  run: () => void
}

const SHOWN = 12

/** Ctrl or ⌘ + K: run a command, or go to a card by its name or its words. */
export function CommandPalette() {
  const { t } = useTranslation()
  const { dialog, show } = useScreen()
  return (
    <Dialog
      opened={dialog === 'commands'}
      onClose={() => show({ dialog: null })}
      withCloseButton={false}
      padding={0}
      size={520}
      yOffset="12vh"
      // At once: who types on after the shortcut loses no letter.
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': t('command.palette') } }}
    >
      <Entries onDone={() => show({ dialog: null })} />
    </Dialog>
  )
}

function Entries({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const context = useCommandContext()
  const { catalogue } = useEditor()
  const nodes = useDocument((state) => state.document.nodes)
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  const entries = useMemo<Entry[]>(() => {
    const commands = COMMANDS.filter((each) => !each.isKeyOnly && each.isEnabled(context)).map(
      (command) => {
        const name = t(`command.${command.id}`)
        const keywords = i18n.exists(`command.keywords.${command.id}`)
          ? t(`command.keywords.${command.id}`)
          : ''
        const Icon = command.icon
        return {
          key: command.id,
          name,
          hint: command.shortcuts[0] ? written(command.shortcuts[0]) : '',
          icon: <Icon size={18} stroke={1.75} aria-hidden />,
          hay: folded(`${name} ${keywords}`),
          run: () => execute(command, context),
        }
      },
    )
    const cards = nodes.map((node) => {
      const info = catalogue.get(node.type)
      const Icon = iconOf(info?.icon)
      return {
        key: `node:${node.id}`,
        name: t('command.goTo', { title: titleOf(node, info) }),
        hint: '',
        icon: <Icon size={18} stroke={1.75} aria-hidden />,
        hay: folded(`${titleOf(node, info)} ${info?.title ?? ''} ${JSON.stringify(node.config)}`),
        run: () => context.actions.goTo(node.id),
      }
    })
    return [...commands, ...cards]
  }, [context, nodes, catalogue, t, i18n])

  const needles = folded(words).split(/\s+/).filter(Boolean)
  const rank = (entry: Entry) =>
    needles.every((needle) => folded(entry.name).includes(needle)) ? 0 : 1
  const shown = entries
    .filter((entry) => needles.every((needle) => entry.hay.includes(needle)))
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, SHOWN)
  const chosen = Math.min(at, shown.length - 1)

  const run = (entry: Entry | undefined) => {
    if (!entry) return
    onDone()
    requestAnimationFrame(entry.run)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, shown.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') run(shown[chosen])
    else return
    event.preventDefault()
  }
  return (
    <div className={styles.palette}>
      <TextInput
        ref={field}
        data-autofocus
        size="md"
        variant="unstyled"
        className={styles.input}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        placeholder={t('command.search')}
        aria-label={t('command.search')}
        role="combobox"
        aria-expanded
        aria-controls="fb-commands"
        aria-activedescendant={shown[chosen] ? `fb-command-${chosen}` : undefined}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <ul
        id="fb-commands"
        className={styles.entries}
        role="listbox"
        aria-label={t('command.palette')}
      >
        {shown.map((entry, index) => (
          // The keys are handled where the focus is: in the field above.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={entry.key}
            id={`fb-command-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={styles.entry}
            onMouseEnter={() => setAt(index)}
            onClick={() => run(entry)}
          >
            {entry.icon}
            <span className={styles.name}>{entry.name}</span>
            {entry.hint && <Kbd size="xs">{entry.hint}</Kbd>}
          </li>
        ))}
        {shown.length === 0 && <li className={styles.none}>{t('command.none')}</li>}
      </ul>
    </div>
  )
}
