import { isBuiltin } from 'node:module'
import { LANGUAGE } from './shared/messages'

export default defineNuxtConfig({
  modules: ['@nuxtjs/tailwindcss', '@vueuse/nuxt', '@nuxt/eslint'],

  $production: {
    nitro: {
      commonJS: {
        // prom-client tries whether there is perf_hooks; left as it is in a bundle of ES modules, there would be none, and no lag of the event loop.
        ignoreTryCatch: id => id !== 'perf_hooks',
        // Of Node's own modules `require` gives what Node gives, such as the class that `events` is.
        requireReturnsDefault: id => isBuiltin(id) ? 'preferred' : 'auto',
      },
      // One bundle: the first answer comes five times sooner, at a third of the memory. In development
      // the bundling itself would cost more.
      noExternals: true,
      // Once, here: what is compressed on the way is made by handlers and pages.
      compressPublicAssets: { gzip: true, brotli: true },
      // All styles in one chunk: a page would otherwise ask Node's loader for those of each component anew, every time.
      rollupConfig: { output: { manualChunks: id => /\/\.nuxt\/dist\/server\/.*styles/.test(id) ? 'styles' : undefined } },
      // Hooks would tag every call for a debugger's stack traces, at 3 % of a request.
      replace: { 'console.createTask': 'undefined' },
    },
  },
  devtools: { enabled: false },

  app: { head: { htmlAttrs: { lang: LANGUAGE } } },
  runtimeConfig: { public: { siteUrl: '' } },
  srcDir: '.',

  // Reading pages are HTML and CSS alone; so is the error page, which Nuxt renders at its own path.
  routeRules: {
    '/': { noScripts: true },
    '/articles/**': { noScripts: true },
    '/tags/**': { noScripts: true },
    '/authors/**': { noScripts: true },
    '/search': { noScripts: true },
    '/__nuxt_error': { noScripts: true },
  },
  features: { inlineStyles: true },
  experimental: { payloadExtraction: false },
  compatibilityDate: '2026-11-01',
  // The Node that runs it. For an older one every private field would become a look-up in a WeakMap.
  nitro: { esbuild: { options: { target: 'node24' } } },
  typescript: {
    strict: true,
    // With the sources at the top level, "the app" would otherwise be everything.
    tsConfig: {
      exclude: ['../server', '../scripts', '../tests', '../loadtest', '../.output', '../*.config.*'],
      // A component whose name is mistaken would only be missing from the page.
      vueCompilerOptions: { checkUnknownComponents: true },
    },
  },
  telemetry: false,
  eslint: { config: { stylistic: true } },
})
