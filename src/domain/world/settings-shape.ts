// The shape of settings: what each takes, made from the rows of the table.
import { faultsOf, sentenceOf } from '../../schema/check.ts'
import {
  allOptional,
  choice,
  flag,
  integer,
  type Members,
  number,
  object,
  orNull,
  type Shape,
  type ShapeOf,
} from '../../schema/shapes.ts'
import { SETTINGS, type SettingFacts, type SettingName, type Settings } from './settings.ts'

const SHAPES = Object.fromEntries(
  Object.entries<SettingFacts>(SETTINGS).map(([name, facts]) => [name, shapeOf(name, facts)]),
) as { readonly [Name in SettingName]: ShapeOf<Settings[Name]> }

function shapeOf(name: string, { what, default: usual, from, to, oneOf }: SettingFacts): Shape {
  if (oneOf !== undefined) return choice(what, oneOf)
  if (typeof usual === 'boolean') return flag(what)
  const range = {
    ...(from !== undefined && { minimum: from }),
    ...(to !== undefined && { maximum: to }),
  }
  const isWhole = name.endsWith('Ms') || (Number.isInteger(usual) && Number(usual) > 1)
  return isWhole ? integer(what, range) : number(what, range)
}

/** Settings by name, each of which may be left out. */
export const settingsShape = (description: string) => object(description, allOptional(SHAPES))

/** The same, where null goes back to the default. */
export const changedSettingsShape = (description: string) => {
  const shapes = Object.entries(SHAPES).map(([name, shape]) => [name, orNull(shape)])
  return object(description, allOptional(Object.fromEntries(shapes) as Members))
}

const SETTINGS_SHAPE = settingsShape('Settings.')

/** What is wrong with settings, a sentence for each. */
export function settingProblems(settings: unknown, path: readonly string[]): string[] {
  return faultsOf(SETTINGS_SHAPE, settings, { path }).map((fault) => sentenceOf(fault))
}
