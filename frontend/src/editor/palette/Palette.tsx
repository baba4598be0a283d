import { ActionIcon, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { useCanvasActions } from '../canvas/useCanvasActions'
import { useEditor, useMayEdit, useScreen } from '../EditorContext'
import { TRIGGER_ICONS, TRIGGER_KINDS } from '../triggers'
import type { NodeTypeInfo, TriggerKind } from '../../shared/flow'
import { carry } from './dragged'
import { folded, found, grouped, lastUsed, noteUsed } from './groups'
import { NodeTypeList } from './NodeTypeList'
import styles from './palette.module.css'

/** All that can be put on the canvas: search first, last used on top, then by category. */
export function Palette() {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const { show } = useScreen()
  const mayEdit = useMayEdit()
  const { add, addTriggerCard } = useCanvasActions()
  const [words, setWords] = useState('')
  const [used, setUsed] = useState(lastUsed)
  const types = useMemo(() => [...catalogue.values()], [catalogue])
  const matches = useMemo(() => found(types, words), [types, words])
  const isSearching = words.trim() !== ''
  const triggers = TRIGGER_KINDS.filter((kind) =>
    folded(`${t(`trigger.${kind}.title`)} ${t(`trigger.${kind}.help`)}`).includes(
      folded(words.trim()),
    ),
  )

  const pick = (type: NodeTypeInfo) => {
    add(type)
    setUsed(noteUsed(type.name))
    show({ paletteOpen: false, side: 'inspector' })
  }
  const pickTrigger = (kind: TriggerKind) => {
    addTriggerCard(kind)
    show({ paletteOpen: false, side: 'inspector' })
  }
  const recent = used.flatMap((name) => catalogue.get(name) ?? [])

  return (
    <aside className={styles.palette} aria-label={t('palette.label')} data-testid="palette">
      <div className={styles.search}>
        <TextInput
          size="sm"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && matches[0] && mayEdit && isSearching) pick(matches[0])
          }}
          placeholder={t('palette.search')}
          aria-label={t('palette.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            isSearching && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('palette.clear')}
                onClick={() => setWords('')}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )
          }
        />
      </div>
      <div className={styles.groups}>
        {!isSearching && recent.length > 0 && (
          <section>
            <h3 className={styles.heading}>{t('palette.lastUsed')}</h3>
            <NodeTypeList types={recent} onPick={pick} isDisabled={!mayEdit} testId="recent" />
          </section>
        )}
        {grouped(matches).map((group) => (
          <section key={group.category}>
            <h3 className={styles.heading}>{t(`category.${group.category}`)}</h3>
            <NodeTypeList types={group.types} onPick={pick} isDisabled={!mayEdit} />
          </section>
        ))}
        {triggers.length > 0 && (
          <section>
            <h3 className={styles.heading}>{t('palette.triggers')}</h3>
            <ul className={styles.list}>
              {triggers.map((kind) => {
                const Icon = TRIGGER_ICONS[kind]
                return (
                  <li key={kind}>
                    <button
                      type="button"
                      className={styles.item}
                      data-testid={`palette-trigger-${kind}`}
                      draggable={mayEdit}
                      disabled={!mayEdit}
                      onDragStart={(event) =>
                        carry(event.dataTransfer, { kind: 'trigger', name: kind })
                      }
                      onClick={() => pickTrigger(kind)}
                    >
                      <Icon size={18} stroke={1.75} aria-hidden />
                      <span>{t(`trigger.${kind}.title`)}</span>
                    </button>
                  </li>
                )
              })}
            </ul>
          </section>
        )}
        {matches.length === 0 && triggers.length === 0 && (
          <p className={styles.none}>{t('palette.none', { words })}</p>
        )}
      </div>
    </aside>
  )
}
