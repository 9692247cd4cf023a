/** Imported first: reads `.env`, if there is one, as the development server does. What is set already stays. */
import { existsSync } from 'node:fs'
import process from 'node:process'

if (existsSync('.env')) process.loadEnvFile('.env')
