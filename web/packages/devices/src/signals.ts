/** What a cashier hears and feels without looking: scanned, unknown, paid, refused. Each can be switched off. */

export type Signal = "scanned" | "unknown" | "paid" | "refused";

interface Tone {
  readonly hertz: number;
  readonly from_ms: number;
  readonly length_ms: number;
}

/** High and short is good, low and long is not: told apart in a noisy shop and by people who hear no pitch. */
const TONES: Readonly<Record<Signal, readonly Tone[]>> = {
  scanned: [{ hertz: 1_800, from_ms: 0, length_ms: 70 }],
  unknown: [
    { hertz: 300, from_ms: 0, length_ms: 180 },
    { hertz: 240, from_ms: 220, length_ms: 260 },
  ],
  paid: [
    { hertz: 880, from_ms: 0, length_ms: 90 },
    { hertz: 1_320, from_ms: 110, length_ms: 140 },
  ],
  refused: [{ hertz: 220, from_ms: 0, length_ms: 320 }],
};

/** Milliseconds of shaking and pause, alternately. */
const SHAKES: Readonly<Record<Signal, readonly number[]>> = {
  scanned: [30],
  unknown: [120, 60, 120],
  paid: [40, 40, 80],
  refused: [240],
};

const LOUDNESS = 0.25;
const EDGE_S = 0.008;

/** The part of WebAudio that is used. */
export interface AudioOutput {
  readonly currentTime: number;
  readonly destination: AudioNode;
  readonly state: string;
  resume(): Promise<void>;
  createOscillator(): OscillatorNode;
  createGain(): GainNode;
}

export interface SignalsOptions {
  /** Made at the first signal: browsers let a page sound only after somebody touched it. */
  readonly makeOutput: () => AudioOutput;
  readonly vibrate: (pattern: number[]) => unknown;
}

export interface SignalSwitches {
  readonly sound: boolean;
  readonly vibration: boolean;
}

export class Signals {
  readonly #options: SignalsOptions;
  #output: AudioOutput | undefined;
  #switches: SignalSwitches = { sound: true, vibration: true };

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  set(switches: SignalSwitches): void {
    this.#switches = switches;
  }

  give(signal: Signal): void {
    if (this.#switches.vibration) this.#options.vibrate([...SHAKES[signal]]);
    if (this.#switches.sound) this.#sound(TONES[signal]);
  }

  #sound(tones: readonly Tone[]): void {
    this.#output ??= this.#options.makeOutput();
    const output = this.#output;
    // A page that nobody has touched yet stays silent; that is the browser's rule and no fault.
    if (output.state === "suspended") output.resume().catch(() => undefined);
    for (const tone of tones) play(output, tone);
  }
}

/** Edges of 8 ms: a tone that starts at full strength clicks. */
function play(output: AudioOutput, tone: Tone): void {
  const from = output.currentTime + tone.from_ms / 1_000;
  const to = from + tone.length_ms / 1_000;
  const oscillator = output.createOscillator();
  const gain = output.createGain();
  oscillator.frequency.value = tone.hertz;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE_S);
  gain.gain.setValueAtTime(LOUDNESS, to - EDGE_S);
  gain.gain.linearRampToValueAtTime(0, to);
  oscillator.connect(gain);
  gain.connect(output.destination);
  oscillator.start(from);
  oscillator.stop(to);
}

/** The browser's loudspeaker and motor. A device without a motor does nothing. */
export function browserSignals(): Signals {
  return new Signals({
    makeOutput: () => new AudioContext(),
    vibrate: (pattern) => "vibrate" in navigator && navigator.vibrate(pattern),
  });
}
