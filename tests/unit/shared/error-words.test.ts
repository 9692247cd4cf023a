import { describe, expect, it } from 'vitest'
import { errorWords } from '../../../shared/utils/error-words'

describe('the words of the error page', () => {
  it.each([[404, 'There is nothing here'], [503, 'We will be right back'], [400, 'That request made no sense to us'], [500, 'Something broke on our side']])(
    'tell %i apart', (status, title) => {
      expect(errorWords(status).title).toBe(title)
    })

  it('exist for every status', () => {
    for (let status = 400; status < 600; status++) expect(errorWords(status).explanation).not.toBe('')
  })
})
