/** A kind of problem as its page explains it. */
export interface ProblemKind {
  /** The HTTP status that it comes with. */
  status: number
  /** One sentence: what it means. */
  meaning: string
  /** What a client can do about it. */
  remedy: string
}

/** Every kind of problem that the API answers with; its `type` is `/api/problems/` and the name. */
export const problemKinds = {
  'malformed-path': {
    status: 400,
    meaning: 'The path of the request is not valid percent-encoded text, or holds a control character.',
    remedy: 'Encode each part of the path, as encodeURIComponent does.',
  },
  'malformed-query': {
    status: 400,
    meaning: 'A parameter of the query is unknown, repeated, or not of the form that the operation asks for.',
    remedy: 'The field errors names each parameter and what was expected of it; without one, the query is not valid percent-encoding.',
  },
  'not-found': {
    status: 404,
    meaning: 'Nothing is at this path.',
    remedy: 'Look at the path and at the name in it; an article may have been removed.',
  },
  'method-not-allowed': {
    status: 405,
    meaning: 'The path exists, and the method is not for it.',
    remedy: 'The header Allow lists the methods of this path.',
  },
  'not-acceptable': {
    status: 406,
    meaning: 'The header Accept refuses every form in which this can be answered.',
    remedy: 'Accept the type that detail names, or send no Accept at all.',
  },
  'internal-error': {
    status: 500,
    meaning: 'The server failed at this request. It is not your doing.',
    remedy: 'Try again later; if it stays so, report it with the requestId of the answer.',
  },
  'database-unavailable': {
    status: 503,
    meaning: 'No database host answered in time, or too many requests wait for one.',
    remedy: 'Try again after the seconds in the header Retry-After.',
  },
  'write-outcome-unknown': {
    status: 503,
    meaning: 'The connection was lost while a change was being made: it may or may not have been made.',
    remedy: 'Look whether it was made before you repeat it.',
  },
} as const satisfies Record<string, ProblemKind>

export type ProblemKindName = keyof typeof problemKinds
