/** Refuses a path that is not percent-encoded text: no name behind it could be looked up. */
export default defineEventHandler((event) => {
  const [path = ''] = event.path.split('?')
  if (/\p{Cc}/u.test(decodePath(path))) {
    throw problem('malformed-path', 'The path holds a control character.')
  }
})

function decodePath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  }
  catch {
    throw problem('malformed-path', 'The path is not valid percent-encoding.')
  }
}
