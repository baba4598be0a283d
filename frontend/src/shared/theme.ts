import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const accent: MantineColorsTuple = [
  '#ecebfd',
  '#d8d6fb',
  '#b1adff',
  '#8f89ff',
  '#827bf5',
  '#6f67f2',
  '#5046e0',
  '#4338ca',
  '#372fa6',
  '#2b2584',
]

/** Our cool greys in the dark, from text to the deepest ground. */
const dark: MantineColorsTuple = [
  '#eceff5',
  '#b6bfcf',
  '#97a2b5',
  '#6d788d',
  '#2b3240',
  '#252b37',
  '#1e232d',
  '#171b23',
  '#101319',
  '#0c0f14',
]

/** On the accent stands the token's colour, which can be read in both colour schemes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const found = defaultVariantColorsResolver(input)
  const isAccent = !input.color || input.color === 'accent' || input.color === 'accent.filled'
  return input.variant === 'filled' && isAccent ? { ...found, color: 'var(--fb-on-accent)' } : found
}

/** Mantine, drawn with our tokens. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  colors: { accent, dark },
  autoContrast: true,
  variantColorResolver,
  fontFamily: 'var(--fb-font)',
  fontFamilyMonospace: 'var(--fb-font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

/** Maps Mantine's own variables onto the tokens, in both colour schemes. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--fb-surface)',
    '--mantine-color-text': 'var(--fb-text)',
    '--mantine-color-dimmed': 'var(--fb-text-faint)',
    '--mantine-color-default': 'var(--fb-surface)',
    '--mantine-color-default-hover': 'var(--fb-hover)',
    '--mantine-color-default-color': 'var(--fb-text)',
    '--mantine-color-default-border': 'var(--fb-border)',
    '--mantine-color-placeholder': 'var(--fb-text-faint)',
    '--mantine-color-error': 'var(--fb-bad)',
    '--mantine-color-anchor': 'var(--fb-accent-text)',
    '--mantine-color-red-light-color': 'var(--fb-bad)',
    '--mantine-color-accent-light': 'var(--fb-accent-soft)',
    '--mantine-color-accent-light-color': 'var(--fb-accent-text)',
  }
  return { variables: {}, light: shared, dark: shared }
}
