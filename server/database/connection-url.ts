import { ConfigurationError } from './errors.ts'

export interface HostAddress {
  host: string
  /** TCP port. */
  port: number
}

/** A Postgres URL taken apart: one account and database, one or several hosts, options by name. */
export interface ConnectionTarget {
  user: string
  password: string | undefined
  database: string
  hosts: readonly HostAddress[]
  options: Readonly<Record<string, string>>
}

const DEFAULT_PORT = 5432
/** The URL standard knows no list of hosts, so libpq's form is taken apart here: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS */
const urlForm = /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^/?#]*)\/([^/?#]*)(?:\?([^#]*))?$/
const hostForm = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i

/**
 * Takes a Postgres URL apart.
 *
 * @param variable the setting's name, for the error
 * @param url `postgres://user:password@host:port,host:port/database?option=value`
 * @throws {ConfigurationError} naming the setting and what was expected; it never repeats the URL, which may hold a password
 */
export function parseConnectionUrl(variable: string, url: string): ConnectionTarget {
  const refuse = (what: string): never => {
    throw new ConfigurationError(`${variable}: ${what}`)
  }
  const decode = (part: string, what: string): string => {
    try {
      return decodeURIComponent(part)
    }
    catch {
      return refuse(`the ${what} is not valid percent-encoding`)
    }
  }

  const parts = urlForm.exec(url.trim())
  if (!parts) return refuse('expected postgres://user:password@host:5432,host:5432/database?option=value')
  const [, user = '', password, hostList = '', database = '', query = ''] = parts
  if (user === '') return refuse('the user is missing, expected postgres://user:password@host/database')
  if (hostList === '') return refuse('the host is missing, expected postgres://user:password@host/database')
  if (database === '') return refuse('the database is missing, expected postgres://user:password@host/database')

  const hosts = hostList.split(',').map((text): HostAddress => {
    const [, name, port = String(DEFAULT_PORT)] = hostForm.exec(text) ?? []
    // Not repeated: after an unencoded "@" it is the end of a password.
    if (name === undefined) return refuse('a host is malformed, expected host or host:port (in a password write @ as %40, : as %3A, / as %2F)')
    if (Number(port) < 1 || Number(port) > 65535) return refuse(`port ${port} of host "${name}" is not one of 1 to 65535`)
    return { host: name.replace(/^\[|\]$/g, ''), port: Number(port) }
  })
  const names = hosts.map(({ host, port }) => `${host.toLowerCase()}:${port}`)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated) return refuse(`host ${repeated} is given twice`)

  const options: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (Object.hasOwn(options, name)) return refuse(`option "${name}" is given twice`)
    options[name] = value
  }
  return {
    user: decode(user, 'user'),
    password: password === undefined ? undefined : decode(password, 'password'),
    database: decode(database, 'database'),
    hosts,
    options,
  }
}
