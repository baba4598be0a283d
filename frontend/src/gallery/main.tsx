import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'

import editorEn from '../editor/locales/en.json'
import editorPl from '../editor/locales/pl.json'
import { setCsrfToken } from '../shared/api/client'
import { pageLanguage, startI18n } from '../shared/i18n'
import { Gallery } from './Gallery'
import en from './locales/en.json'
import pl from './locales/pl.json'

const root = document.getElementById('gallery')
if (root) {
  const { csrf = '', flowsUrl = '' } = root.dataset
  const language = pageLanguage(root)
  setCsrfToken(csrf)
  // The bubbles are the editor's own, and so are their few words.
  const texts = { en: { ...en, try: editorEn.try }, pl: { ...pl, try: editorPl.try } }
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={startI18n(language, texts)}>
        <QueryClientProvider client={new QueryClient()}>
          <Gallery language={language} flowsUrl={flowsUrl} />
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  )
}
