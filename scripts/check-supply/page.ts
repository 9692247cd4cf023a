import type { Lock, Manifest } from './lock-file.ts'
import type { LicenseRules } from './licenses.ts'
import { productionPackages } from './licenses.ts'
import type { Reviews } from './reviews.ts'
import { directDependencies } from './reviews.ts'

/** What the page is made of. */
export interface Supply { manifest: Manifest, lock: Lock, reviews: Reviews, rules: LicenseRules }

/** docs/dependencies.md. */
export function renderPage({ manifest, lock, reviews, rules }: Supply): string {
  const row = (name: string, version: string) => {
    const review = reviews.packages[name]
    const entry = lock.packages[`node_modules/${name}`]
    return `| [${name}](https://${review?.home}) ${version} | ${review?.released} | ${entry?.license ?? 'none'} | ${broughtAlong(lock, name)} | ${review?.why} |`
  }
  const table = (dependencies: Readonly<Record<string, string>>) => ['| package | released | licence | brings | what for |', '|---|---|---|--:|---|', ...Object.entries(dependencies).map(([name, version]) => row(name, version))]
  const byLicense = Map.groupBy(productionPackages(lock), ({ entry }) => entry.license ?? 'none')
  const licenses = [...byLicense].sort(([, some], [, more]) => more.length - some.length).map(([license, packages]) => {
    const names = [...new Set(packages.map(({ name }) => name))].sort()
    return `| ${license} | ${packages.length} | ${names.join(', ')} |`
  })
  return `# Dependencies

Written by \`npm run check:supply -- --write\` out of \`package.json\`, the lock file and [tools/supply](../tools/supply). Change those, not this page.

${directDependencies(manifest).size} packages are asked for by name, each in one exact version; they bring ${Object.keys(lock.packages).length - 1} in all, those for other platforms among them. *Brings* counts
what comes with a package, shared with others or not. The registry says no longer who keeps a package; its home does.

## In the site, or to build it

${table(manifest.dependencies).join('\n')}

## Where the platform has it

${table(manifest.optionalDependencies).join('\n')}

## In development

${table(manifest.devDependencies).join('\n')}

## Held to a version

${Object.entries(reviews.overrides).map(([name, why]) => `- \`${name}\`: ${why}`).join('\n')}

## Licences

Of the ${productionPackages(lock).length} packages that an installation without development's own may hold, on any platform. Allowed are ${rules.allowed.join(', ')}; and beside them:

${rules.exceptions.map(({ package: name, license, reason }) => `- \`${name}\`, ${license}: ${reason}`).join('\n')}

Copied into another package, where no lock file tells of it: ${rules.vendored.map(({ package: name, in: holder, license, reason }) => `\`${name}\` in \`${holder}\` (${license}: ${reason})`).join(', ')}.

| licence | packages | |
|---|--:|---|
${licenses.join('\n')}
`
}

/** How many other packages a package needs, and those need, as they are found from its place upwards: https://nodejs.org/api/modules.html#loading-from-node_modules-folders */
function broughtAlong({ packages }: Lock, name: string): number {
  const start = `node_modules/${name}`
  const seen = new Set([start])
  for (const place of seen) {
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = packages[place] ?? {}
    for (const wanted of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      for (let from = place; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
        const found = `${from}${from && '/'}node_modules/${wanted}`
        if (packages[found]) seen.add(found)
        if (packages[found] || from === '') break
      }
    }
  }
  return seen.size - 1
}
