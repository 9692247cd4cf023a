let draining = false

/** Whether the process has been asked to end: it answers still, and wants no new requests. */
export function isDraining(): boolean {
  return draining
}

/** From now on `/readyz` says no, and each answer closes its connection. */
export function startDraining(): void {
  draining = true
}
