import { articleListSchema } from '../../shared/schemas/article'
import { tagListSchema } from '../../shared/schemas/tag'
import { useReader } from '../database/instances'
import { writeLlmsText } from '../feeds/llms-text'
import { articleRepository } from '../repositories/article'
import { tagRepository } from '../repositories/tag'

/** `GET /llms.txt`: what the site is and how a program reads it, https://llmstxt.org. */
export default machineRoute(async (event) => {
  const [list, tags] = await Promise.all([
    articleRepository(useReader()).list({ page: 1, size: 20 }),
    tagRepository(useReader()).list({ page: 1, size: 50 }),
  ])
  const body = writeLlmsText(siteAddress(event), {
    ...articleListSchema.parse(JSON.parse(list.json ?? 'null')),
    ...tagListSchema.parse(JSON.parse(tags.json ?? 'null')),
  })
  return answerText(event, { body, type: 'text/plain; charset=utf-8' }, 'public, max-age=300')
})
