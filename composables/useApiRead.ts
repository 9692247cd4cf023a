import type { UseFetchOptions } from '#app'

/**
 * One GET of the API on behalf of a page. A failure becomes the error page with the API's own status,
 * so that a page never says 200 over an error.
 */
export async function useApiRead<T>(path: string, options: Pick<UseFetchOptions<T>, 'query'> = {}) {
  // No retry: over a database that is away it would only double the load.
  const { data, error } = await useFetch<T>(path, { ...options, retry: false })
  if (error.value || !data.value) throw pageError(error.value?.status ?? 500)
  return data.value
}
