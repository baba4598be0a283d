/** A short, quiet tone for a new message; made here, so that nothing is fetched. */
let audio: AudioContext | undefined

export function ping(): void {
  if (typeof AudioContext === 'undefined') return
  audio ??= new AudioContext()
  const [tone, volume] = [audio.createOscillator(), audio.createGain()]
  const at = audio.currentTime
  tone.frequency.value = 660
  volume.gain.setValueAtTime(0.08, at)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25)
  tone.connect(volume).connect(audio.destination)
  tone.start(at)
  tone.stop(at + 0.25)
}
