/** What a registry said, or why it said nothing. */
export type Answer<Value> = { value: Value } | { unanswered: string }
