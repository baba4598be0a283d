const NOTES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.12 },
]
/** What happens within this is one thing: a row and its news call together. */
const ONE_CALL_MS = 1_000
let context: AudioContext | null = null
let called = -Infinity

/** Two short soft notes. A browser that wants a click first stays silent. */
export function chime(): void {
  if (typeof AudioContext === 'undefined') return
  if (performance.now() - called < ONE_CALL_MS) return
  called = performance.now()
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  for (const { hertz, at } of NOTES) {
    const begins = context.currentTime + at
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, begins)
    volume.gain.exponentialRampToValueAtTime(0.12, begins + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.25)
    tone.connect(volume).connect(context.destination)
    tone.start(begins)
    tone.stop(begins + 0.26)
  }
}
