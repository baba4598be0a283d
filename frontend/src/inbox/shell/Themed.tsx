import { MantineProvider, Modal, Notification, mergeThemeOverrides } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { adminColorScheme } from '../../shared/colorScheme'
import { cssVariables, theme } from '../../shared/theme'

const colorScheme = adminColorScheme()

/** The theme, with what its own buttons are called in the language that is shown now. */
export function Themed({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const withWords = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: {
          Modal: Modal.extend({
            defaultProps: { closeButtonProps: { 'aria-label': t('actions.closeDialog') } },
          }),
          Notification: Notification.extend({
            defaultProps: { closeButtonProps: { 'aria-label': t('news.close') } },
          }),
        },
      }),
    [t],
  )
  return (
    <MantineProvider
      theme={withWords}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
    >
      {children}
    </MantineProvider>
  )
}
