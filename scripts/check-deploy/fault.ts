/** Something that would go wrong in a cluster. */
export interface Fault {
  /** From the root of the project. */
  file: string
  /** The field, as `spec.ports[0].name`, or what else there is to find the place by. */
  field: string
  message: string
}

/** One line for people. */
export function describeFault({ file, field, message }: Fault): string {
  return `${file}: ${field}: ${message}`
}
