import { request } from 'node:http'

/** An answer as it came, not decompressed. */
export interface RawAnswer { status: number, headers: Readonly<Record<string, string | string[] | undefined>>, body: Buffer }

/** Asks with these headers and no others; fetch would add some and decompress. */
export function askRaw(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
    }).on('error', reject).end()
  })
}
