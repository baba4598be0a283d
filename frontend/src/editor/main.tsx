import '@mantine/core/styles.css'
import '../shared/base.css'
import { createTheme, Drawer, MantineProvider, mergeThemeOverrides, Modal } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'

import { setCsrfToken } from '../shared/api/client'
import { adminColorScheme } from '../shared/colorScheme'
import { pageLanguage, startI18n } from '../shared/i18n'
import { cssVariables, theme } from '../shared/theme'
import { EditorPage } from './EditorPage'
import en from './locales/en.json'
import pl from './locales/pl.json'

/** Dialogs have room to breathe; everything else is the house style. */
const roomy = { padding: 20, radius: 'lg' }
const editorTheme = mergeThemeOverrides(
  theme,
  createTheme({
    components: {
      Modal: Modal.extend({
        defaultProps: roomy,
        styles: { title: { fontSize: 16, fontWeight: 600 } },
      }),
      Drawer: Drawer.extend({
        defaultProps: { padding: 20 },
        styles: { title: { fontSize: 16, fontWeight: 600 } },
      }),
    },
  }),
)

const root = document.getElementById('editor')
if (root) {
  const {
    flowId = '',
    csrf = '',
    mayEdit = '1',
    mayPublish = '1',
    tour = '0',
    flowsUrl = '',
  } = root.dataset
  const language = pageLanguage(root)
  setCsrfToken(csrf)
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 60_000 } },
  })
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={startI18n(language, { en, pl })}>
        <MantineProvider
          theme={editorTheme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={adminColorScheme()}
          defaultColorScheme="auto"
        >
          <QueryClientProvider client={queries}>
            <EditorPage
              flowId={flowId}
              flowsUrl={flowsUrl}
              language={language}
              mayEdit={mayEdit === '1'}
              mayPublish={mayPublish === '1'}
              tourOffered={tour === '1'}
            />
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  )
}
