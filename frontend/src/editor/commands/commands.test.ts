// @vitest-environment jsdom
import { expect, test } from 'vitest'

import en from '../locales/en.json'
import pl from '../locales/pl.json'
import { COMMANDS } from './commands'
import { commandFor, written } from './shortcuts'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})
const asked = (event: ReturnType<typeof press>, isTyping = false) =>
  commandFor(COMMANDS, event, isTyping)?.id

test('keys ask for their commands', () => {
  expect(asked(press('z', { ctrlKey: true }))).toBe('undo')
  expect(asked(press('Z', { metaKey: true, shiftKey: true }))).toBe('redo')
  expect(asked(press('y', { ctrlKey: true }))).toBe('redo')
  expect(asked(press('Delete'))).toBe('deleteSelection')
  expect(asked(press('F2'))).toBe('editText')
  expect(asked(press('F2', { shiftKey: true }))).toBe('renameNode')
  expect(asked(press('Delete', { shiftKey: true }))).toBe('deleteAndReconnect')
  expect(asked(press('ArrowLeft', { altKey: true, shiftKey: true }))).toBe('nudgeLeftFar')
  expect(asked({ ...press('!', { shiftKey: true }), code: 'Digit1' } as never)).toBe('fit')
  expect(asked(press('?', { shiftKey: true }))).toBe('openShortcuts')
  expect(asked(press('x'))).toBeUndefined()
})

test('while typing only what says so is listened to', () => {
  expect(asked(press('z', { ctrlKey: true }), true)).toBeUndefined()
  expect(asked(press('Delete'), true)).toBeUndefined()
  expect(asked(press('k', { ctrlKey: true }), true)).toBe('openCommands')
})

test('no two commands share an id or a shortcut', () => {
  const ids = COMMANDS.map((command) => command.id)
  const keys = COMMANDS.flatMap((command) =>
    command.shortcuts.map((shortcut) => written(shortcut, false)),
  )

  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(keys).size).toBe(keys.length)
})

test('every command has a name in both languages', () => {
  const names = {
    en: en.command as Record<string, unknown>,
    pl: pl.command as Record<string, unknown>,
  }

  expect(
    COMMANDS.filter(
      ({ id }) => typeof names.en[id] !== 'string' || typeof names.pl[id] !== 'string',
    ),
  ).toEqual([])
})

test('a shortcut is written as the keyboard has it', () => {
  expect(written({ key: 'z', mod: true, shift: true }, false)).toBe('Ctrl+Shift+Z')
  expect(written({ key: 'z', mod: true, shift: true }, true)).toBe('⌘⇧Z')
})
