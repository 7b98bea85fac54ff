export const LATENCY_TEXT = `## How long it takes

The same request ten times, one after another, measured from here: the way to AWS counts as well. An endpoint with instances costs no more for
it; a serverless one is billed by the request.`;

/** Python that asks ten times. What goes wrong ends the cell with a sentence, as everywhere. */
export function latencyCode(): string {
  return `times = []
for call in range(10):
    start = time.perf_counter()
    query(body)
    times.append(1000 * (time.perf_counter() - start))
    print(f"{times[-1]:,.0f} ms", end="  ", flush=True)
print(
    f"\\n\\nfastest {min(times):,.0f} ms, median {statistics.median(times):,.0f} ms, "
    f"9 of 10 within {sorted(times)[8]:,.0f} ms, slowest {max(times):,.0f} ms"
)`;
}
