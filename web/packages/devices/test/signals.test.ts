import { expect, test } from "vitest";

import { Signals, type AudioOutput, type SignalSwitches } from "../src/index.ts";

interface Played {
  readonly hertz: number;
  readonly from: number;
  readonly to: number;
}

/** A loudspeaker that writes down what it would play. */
function loudspeaker(): { readonly output: AudioOutput; readonly played: Played[]; resumed: number } {
  const played: Played[] = [];
  const ramp = { setValueAtTime: () => ramp, linearRampToValueAtTime: () => ramp };
  const speaker = { played, resumed: 0, output: {} as AudioOutput };
  const makeOscillator = (): unknown => {
    const oscillator = {
      frequency: { value: 0 },
      from: 0,
      connect: () => undefined,
      start: (from: number) => (oscillator.from = from),
      stop: (to: number) => played.push({ hertz: oscillator.frequency.value, from: oscillator.from, to }),
    };
    return oscillator;
  };
  speaker.output = {
    currentTime: 10,
    destination: {} as AudioNode,
    state: "suspended",
    resume: () => {
      speaker.resumed += 1;
      return Promise.reject(new Error("nobody touched the page"));
    },
    createOscillator: () => makeOscillator() as OscillatorNode,
    createGain: () => ({ gain: ramp, connect: () => undefined }) as unknown as GainNode,
  };
  return speaker;
}

function give(switches: SignalSwitches): { readonly played: number; readonly shaken: number[][]; readonly made: number } {
  const speaker = loudspeaker();
  const shaken: number[][] = [];
  let made = 0;
  const signals = new Signals({
    makeOutput: () => {
      made += 1;
      return speaker.output;
    },
    vibrate: (pattern) => shaken.push(pattern),
  });
  signals.set(switches);
  signals.give("scanned");
  signals.give("unknown");
  return { played: speaker.played.length, shaken, made };
}

test("a signal sounds and shakes, with one output for all", () => {
  expect(give({ sound: true, vibration: true })).toEqual({ played: 3, shaken: [[30], [120, 60, 120]], made: 1 });
});

test("sound and vibration are switched off one by one", () => {
  expect(give({ sound: false, vibration: true })).toEqual({ played: 0, shaken: [[30], [120, 60, 120]], made: 0 });
  expect(give({ sound: true, vibration: false })).toEqual({ played: 3, shaken: [], made: 1 });
});

test("good is high and short, unknown is low and long", () => {
  const speaker = loudspeaker();
  const signals = new Signals({ makeOutput: () => speaker.output, vibrate: () => true });

  signals.give("scanned");
  signals.give("unknown");

  expect(speaker.played.map(({ hertz, from, to }) => [hertz, from, Math.floor((to - from) * 1_000 + 0.5)])).toEqual([
    [1_800, 10, 70],
    [300, 10, 180],
    [240, 10.22, 260],
  ]);
  expect(speaker.resumed).toBe(2);
});
