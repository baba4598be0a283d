import i18next, { type i18n, type ResourceLanguage } from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'pl' | 'en'

/** The language the page was served in: `data-language` of the root, else <html lang>. */
export function pageLanguage(root?: HTMLElement | null): Language {
  const given = root?.dataset.language ?? document.documentElement.lang
  return given.startsWith('pl') ? 'pl' : 'en'
}

/** Starts i18next with an app's own texts: `startI18n('pl', { en, pl })`. Plurals by Intl. */
export function startI18n(language: Language, texts: Record<Language, ResourceLanguage>): i18n {
  const instance = i18next.createInstance()
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: texts.en }, pl: { translation: texts.pl } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    returnNull: false,
  })
  return instance
}
