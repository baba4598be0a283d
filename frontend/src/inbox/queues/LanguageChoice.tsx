import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { csrf } from '../../shared/api/client'
import type { Language } from '../../shared/i18n'
import { catchUp } from '../state/session'

const NAMES: Record<Language, string> = { pl: 'Polski', en: 'English' }

/** The person's language, kept on the server for the admin too; what was begun here stays. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const choose = async (language: Language) => {
    if (!(await keep(language))) {
      notifications.show({
        color: 'red',
        title: t('actions.failed'),
        message: t('actions.offline'),
      })
      return
    }
    await i18n.changeLanguage(language)
    document.documentElement.lang = language
    void queries.invalidateQueries()
    catchUp() // the server's words, such as "Visitor 5"
  }
  return (
    <Menu position="top-start">
      <Menu.Target>
        <ActionIcon
          className="ib-language"
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`${t('shell.language')}: ${i18n.language.toUpperCase()}`}
          title={t('shell.language')}
        >
          {i18n.language.toUpperCase()}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(NAMES) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            aria-current={i18n.language === language ? 'true' : undefined}
            leftSection={
              <IconCheck size={16} aria-hidden opacity={i18n.language === language ? 1 : 0} />
            }
            onClick={() => void choose(language)}
          >
            {NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

async function keep(language: Language): Promise<boolean> {
  const body = new URLSearchParams({ language })
  try {
    const answer = await fetch('/language/', {
      method: 'POST',
      headers: { 'X-CSRFToken': csrf() },
      credentials: 'same-origin',
      body,
    })
    return answer.ok
  } catch {
    return false
  }
}
