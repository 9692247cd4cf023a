/** Preloaded (`node --import`) into a process that must not outlive the one that started it. */
import process from 'node:process'
import { watchParent } from './local-cluster/parent-watch.ts'

watchParent(() => process.kill(process.pid, 'SIGTERM'))
