import { Button, Menu, Tooltip } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { languageName } from '../../shared/languages'
import { useEditor, useScreen, useShownLanguage } from '../EditorContext'
import styles from './languages.module.css'
import { useLanguages } from './useLanguages'

/** In which of the flow's languages cards and trials are; not there while it has only one. */
export function LanguageSwitch({ isTool = false }: { isTool?: boolean }) {
  const { t } = useTranslation()
  const { language: reader } = useEditor()
  const { show } = useScreen()
  const shown = useShownLanguage()
  const languages = useLanguages()
  const [main] = languages
  if (languages.length < 2) return null
  const now = shown ?? main
  return (
    <>
      {isTool && <span className={styles.separator} />}
      <Menu position={isTool ? 'top-start' : 'bottom-end'} withinPortal>
        <Menu.Target>
          <Tooltip label={t('languages.shown')}>
            <Button
              variant={shown ? 'light' : 'subtle'}
              color={shown ? undefined : 'gray'}
              size="compact-sm"
              h={32}
              leftSection={<IconLanguage size={16} aria-hidden />}
              data-testid={isTool ? 'canvas-language' : 'try-language'}
              aria-label={t('languages.shownNow', { language: languageName(now, reader) })}
            >
              {now.toUpperCase()}
            </Button>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((code) => (
            <Menu.Item
              key={code}
              data-testid={`show-${code}`}
              rightSection={code === now && <IconCheck size={14} aria-hidden />}
              onClick={() => show({ shownLanguage: code === main ? null : code })}
            >
              {languageName(code, reader)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => show({ translating: { language: shown, row: null } })}>
            {t('languages.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
