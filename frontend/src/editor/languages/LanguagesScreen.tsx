import { ActionIcon, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'

import type { Locale } from '../../shared/flow'
import { CommandButton } from '../commands/CommandButton'
import { useDeferredDocument, useEditor, useScreen, type Translating } from '../EditorContext'
import { UndoNotice } from '../UndoNotice'
import { LanguageList } from './LanguageList'
import { rowsOf } from './rows'
import { TranslationTable } from './TranslationTable'
import styles from './languages.module.css'
import { useLanguages } from './useLanguages'

/** The languages of the flow, and one of them side by side with the main one. */
export function LanguagesScreen({ opened }: { opened: Translating }) {
  const { t } = useTranslation()
  const { catalogue } = useEditor()
  const { show } = useScreen()
  const flow = useDeferredDocument()
  const [, ...further] = useLanguages()
  const [chosen, setChosen] = useState<Locale | null>(opened.language)
  const language = chosen && further.includes(chosen) ? chosen : (further[0] ?? null)
  const rows = useMemo(
    () => (language ? rowsOf(flow, catalogue, language) : []),
    [flow, catalogue, language],
  )
  return (
    <section className={styles.screen} aria-label={t('languages.label')} data-testid="languages">
      <header className={styles.head}>
        <div>
          <h2>{t('languages.label')}</h2>
          <p>{t('languages.about')}</p>
        </div>
        <CommandButton id="undo" />
        <CommandButton id="redo" />
        <Tooltip label={t('languages.back')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('languages.back')}
            data-testid="close-languages"
            onClick={() => show({ translating: null })}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </header>
      <div className={styles.columns}>
        <LanguageList flow={flow} languages={further} chosen={language} onChoose={setChosen} />
        {language ? (
          <TranslationTable
            key={language}
            language={language}
            rows={rows}
            at={opened.language === language || opened.language === null ? opened.row : null}
          />
        ) : (
          <div className={styles.empty}>
            <h3>{t('languages.none')}</h3>
            <p>{t('languages.noneHelp')}</p>
          </div>
        )}
      </div>
      <UndoNotice />
    </section>
  )
}
