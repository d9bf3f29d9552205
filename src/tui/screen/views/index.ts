// The table of views, in the order of their tabs.
import type { ViewName } from '../model.ts'
import type { View } from '../view.ts'
import { CONTRACT } from './contract.ts'
import { CONVERSATIONS } from './conversations.ts'
import { FAULTS_VIEW } from './faults.ts'
import { HELP } from './help.ts'
import { MESSAGES } from './messages.ts'
import { SETTINGS_VIEW } from './settings.ts'
import { TRAFFIC } from './traffic.ts'
import { WEBHOOKS } from './webhooks.ts'

export const VIEWS: Readonly<Record<ViewName, View>> = {
  traffic: TRAFFIC,
  conversations: CONVERSATIONS,
  webhooks: WEBHOOKS,
  messages: MESSAGES,
  faults: FAULTS_VIEW,
  contract: CONTRACT,
  settings: SETTINGS_VIEW,
  help: HELP,
}

export const VIEW_NAMES = Object.keys(VIEWS) as readonly ViewName[]
