/** A call, not a property, so that the compiler does not take an earlier answer for the present one. */
export function raised(signal: { readonly aborted: boolean }): boolean {
  return signal.aborted;
}
