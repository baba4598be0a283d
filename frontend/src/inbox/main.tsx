import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../shared/base.css'
import './shell/page.css'
import './shell/columns.css'
import './shell/notices.css'
import './queues/rail.css'
import './queues/list.css'
import './many/many.css'
import './marks/marks.css'
import './search/search.css'
import './conversation/conversation.css'
import './conversation/files.css'
import './conversation/handBack.css'
import './composer/composer.css'
import './contact/card.css'
import './shell/folding.css'

import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { setCsrfToken } from '../shared/api/client'
import { pageLanguage, startI18n } from '../shared/i18n'
import en from './locales/en.json'
import pl from './locales/pl.json'
import { App } from './shell/App'
import { NoPermission } from './shell/NoPermission'
import { Themed } from './shell/Themed'

/** A menu that is open is not covered by a notice. */
const BELOW_MENUS = 250

const root = document.getElementById('inbox')
if (root) {
  setCsrfToken(root.dataset.csrf ?? '')
  const i18n = startI18n(pageLanguage(root), { en, pl })
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: 1, staleTime: 10_000, refetchOnWindowFocus: true } },
  })
  const adminUrl = root.dataset.adminUrl ?? '/admin/'
  createRoot(root).render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Themed>
          <ModalsProvider>
            <Notifications position="bottom-left" autoClose={6000} zIndex={BELOW_MENUS} />
            {root.dataset.allowed === '1' ? (
              <App
                workspace={root.dataset.workspace ?? ''}
                adminUrl={adminUrl}
                liveUrl={root.dataset.liveUrl ?? ''}
              />
            ) : (
              <NoPermission adminUrl={adminUrl} />
            )}
          </ModalsProvider>
        </Themed>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}
