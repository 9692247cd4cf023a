/** `path` on the site's public address, or `path` itself while that address is not configured. */
export function absoluteAddress(siteUrl: string | undefined, path: string): string {
  return siteUrl ? new URL(path, siteUrl).href : path
}
