/** Stands for this site when an address is resolved. */
const thisSite = 'http://this-site.invalid'

/** The address as a path of this site, with its query and fragment; `/` for whatever leads elsewhere. */
export function localPath(address: string): string {
  const url = address.startsWith('/') ? URL.parse(address, thisSite) : null
  // Taking dots out can leave two slashes at the start, which would name another host.
  if (url?.origin !== thisSite || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
