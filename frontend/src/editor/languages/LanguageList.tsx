import { Button, Menu, Progress } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import type { Flow, Locale } from '../../shared/flow'
import { LANGUAGES, languageName } from '../../shared/languages'
import { useEditor, useMayEdit } from '../EditorContext'
import { addLanguage } from './recipes'
import { progressOf, rowsOf } from './rows'
import styles from './languages.module.css'

interface Given {
  flow: Flow
  languages: readonly Locale[]
  chosen: Locale | null
  onChoose: (language: Locale) => void
}

/** The flow's languages with how far each has come, and the way to one more. */
export function LanguageList({ flow, languages, chosen, onChoose }: Given) {
  const { t } = useTranslation()
  const { documents, language: reader } = useEditor()
  const mayEdit = useMayEdit()
  const left = LANGUAGES.filter((code) => code !== flow.locale && !flow.translations[code])
  const add = (code: Locale) => {
    documents.getState().edit('edit.addLanguage', (draft) => addLanguage(draft, code))
    onChoose(code)
  }
  return (
    <aside className={styles.list} aria-label={t('languages.list')}>
      <div className={styles.mainLanguage}>
        <strong>{languageName(flow.locale, reader)}</strong>
        <span>{t('languages.main')}</span>
      </div>
      {languages.map((code) => (
        <LanguageItem
          key={code}
          flow={flow}
          code={code}
          isChosen={code === chosen}
          onChoose={() => onChoose(code)}
        />
      ))}
      {mayEdit && left.length > 0 && (
        <Menu position="bottom-start" withinPortal width={220}>
          <Menu.Target>
            <Button
              className={styles.add}
              variant={languages.length ? 'default' : 'filled'}
              leftSection={<IconPlus size={16} aria-hidden />}
              data-testid="add-language"
            >
              {t('languages.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            {left.map((code) => (
              <Menu.Item key={code} data-testid={`add-${code}`} onClick={() => add(code)}>
                {languageName(code, reader)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </aside>
  )
}

interface ItemGiven {
  flow: Flow
  code: Locale
  isChosen: boolean
  onChoose: () => void
}

function LanguageItem({ flow, code, isChosen, onChoose }: ItemGiven) {
  const { t } = useTranslation()
  const { catalogue, language: reader } = useEditor()
  const progress = useMemo(() => progressOf(rowsOf(flow, catalogue, code)), [flow, catalogue, code])
  const { done, stale, total } = progress
  const percent = (count: number) => (total ? (100 * count) / total : 100)
  return (
    <button
      type="button"
      className={styles.language}
      aria-pressed={isChosen}
      data-testid={`language-${code}`}
      onClick={onChoose}
    >
      <span className={styles.languageName}>
        <strong>{languageName(code, reader)}</strong>
        <span className={styles.count}>{t('languages.progress', { done, total })}</span>
      </span>
      <Progress.Root size={4} aria-hidden>
        <Progress.Section value={percent(done)} color="var(--fb-good)" />
        <Progress.Section value={percent(stale)} color="var(--fb-warn)" />
      </Progress.Root>
      {stale > 0 && (
        <span className={styles.toCheck}>{t('languages.toCheck', { count: stale })}</span>
      )}
    </button>
  )
}
