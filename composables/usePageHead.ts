interface PageHead {
  title: string
  description: string
  /** The page's one address on this site. */
  address: string
  previous?: string
  next?: string
}

/** A page's title, description and canonical address, with its neighbours in a list where it has any. */
export function usePageHead({ title, description, address, previous, next }: PageHead) {
  const { siteUrl } = useRuntimeConfig().public
  useSeoMeta({ title, description, ogTitle: title, ogDescription: description })
  useHead({ link: [{ rel: 'canonical', href: absoluteAddress(siteUrl, address) }] })
  if (previous) useHead({ link: [{ rel: 'prev', href: absoluteAddress(siteUrl, previous) }] })
  if (next) useHead({ link: [{ rel: 'next', href: absoluteAddress(siteUrl, next) }] })
}
