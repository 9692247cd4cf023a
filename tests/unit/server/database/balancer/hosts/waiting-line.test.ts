import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WaitingLine } from '../../../../../../server/database/balancer/hosts/waiting-line.ts'

/** A line, and who was woken. */
function lineOf(limit?: number) {
  const line = new WaitingLine(limit)
  const woken: number[] = []
  const person = (number: number, then = () => {}) => ({
    resume: () => {
      woken.push(number)
      then()
    },
  })
  return { line, woken, person }
}

const always = () => true
/** Room for so many. */
function roomFor(places: number) {
  return () => places-- > 0
}

describe('the line of those who wait', () => {
  it('serves in the order in which they came, as many as there is room for', () => {
    const { line, woken, person } = lineOf()
    for (let i = 0; i < 5; i++) expect(line.join(person(i))).toBe(true)
    line.serve(roomFor(2))
    expect(woken).toEqual([0, 1])
    line.serve(roomFor(0))
    expect(woken).toEqual([0, 1])
    line.serve(always)
    expect(woken).toEqual([0, 1, 2, 3, 4])
    expect(line.size).toBe(0)
  })

  it('wakes nobody who has left', () => {
    const { line, woken, person } = lineOf()
    const first = person(1)
    line.join(first)
    line.join(person(2))
    line.leave(first)
    line.leave(first)
    line.serve(always)
    expect(woken).toEqual([2])
  })

  it('turns away and counts who comes when it is full, and takes others when somebody has left', () => {
    const { line, person } = lineOf(2)
    const second = person(2)
    expect([line.join(person(1)), line.join(second), line.join(person(3)), line.join(person(4))]).toEqual([true, true, false, false])
    expect([line.size, line.overloads]).toEqual([2, 2])
    line.leave(second)
    expect(line.join(person(5))).toBe(true)
  })

  it('wakes each once, though they join again at once', () => {
    const { line, woken, person } = lineOf()
    const again = (number: number) => {
      const self = person(number, () => line.join(self))
      return self
    }
    for (let i = 0; i < 3; i++) line.join(again(i))
    line.serve(always)
    expect(woken).toEqual([0, 1, 2])
    expect(line.size).toBe(3)
  })

  it('wakes one who joins meanwhile only with the next', () => {
    const { line, woken, person } = lineOf()
    line.join(person(1, () => line.join(person(2))))
    line.serve(always)
    expect(woken).toEqual([1])
    line.serve(always)
    expect(woken).toEqual([1, 2])
  })

  it('lets nobody starve: whoever waits is woken after as many places as there were before them', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 100 }), (places) => {
      const { line, woken, person } = lineOf()
      let joined = 0
      for (const room of places) {
        for (let i = 0; i < 2; i++) line.join(person(joined++))
        line.serve(roomFor(room))
      }
      expect(woken).toEqual(woken.map((_, index) => index))
      expect(woken.length + line.size).toBe(joined)
      const most = places.reduce((sum, room) => Math.min(sum + room, joined), 0)
      expect(woken.length).toBeLessThanOrEqual(most)
    }))
  })
})
