import { Button, Menu, Tooltip } from '@mantine/core'
import { IconCheck, IconLanguage } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

import { languageName } from '../../shared/languages'
import { useDocument, useEditor, useScreen, useShownLanguage } from '../EditorContext'
import { languagesOf } from './rows'
import styles from './languages.module.css'

/** In which of the flow's languages cards and trials are; not there while it has only one. */
export function LanguageSwitch({ isTool = false }: { isTool?: boolean }) {
  const { t } = useTranslation()
  const { language: reader } = useEditor()
  const { show } = useScreen()
  const shown = useShownLanguage()
  const flow = useDocument((state) => state.document)
  const languages = languagesOf(flow)
  if (languages.length < 2) return null
  const now = shown ?? flow.locale
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
              onClick={() => show({ shownLanguage: code === flow.locale ? null : code })}
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
