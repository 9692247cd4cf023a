import { formatDay } from '../../../../shared/utils/format-date'
import { SITE_NAME } from '../../../../shared/utils/site'
import { answerCard } from '../../../cards/answer'
import { useReader } from '../../../database/instances'
import { articleCardRepository } from '../../../repositories/article-card'

/** `GET /articles/{slug}/card.png`: the picture that stands for the article where it is linked to. */
export default machineRoute(async (event) => {
  const article = await articleCardRepository(useReader()).findBySlug(getRouterParam(event, 'slug', { decode: true }) ?? '')
  if (!article) throw problem('not-found', 'There is no article with this slug.')
  return await answerCard(event, { title: article.title, byline: `${article.author} · ${formatDay(article.createdAt)}`, site: SITE_NAME })
})
