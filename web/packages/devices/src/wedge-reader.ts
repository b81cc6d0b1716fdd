/**
 * A bar code reader that types: told from a person by its speed, wherever the focus is.
 *
 * What a person types into a field is never swallowed. What a reader typed into one is taken out again, and its Enter presses no
 * button: without that, a scan while "Card" has the focus would pay.
 */

/** The part of a keyboard event that is looked at. */
export interface KeyStroke {
  readonly key: string;
  readonly code: string;
  /** Milliseconds; only differences count. */
  readonly timeStamp: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly target: unknown;
  preventDefault(): void;
  stopPropagation(): void;
}

/** Where strokes come from: a document fits. */
export interface StrokeSource {
  addEventListener(type: "keydown", listener: (stroke: KeyStroke) => void, useCapture: boolean): void;
  addEventListener(type: "pointerdown", listener: () => void, useCapture: boolean): void;
  removeEventListener(type: "keydown", listener: (stroke: KeyStroke) => void, useCapture: boolean): void;
  removeEventListener(type: "pointerdown", listener: () => void, useCapture: boolean): void;
}

/** A field that a reader may have typed into. */
interface Field {
  value: string;
  dispatchEvent(event: Event): boolean;
}

/** How sure the reader's text is. */
export interface Reading {
  /**
   * The same keys as an American keyboard has them, when that is another text: a reader that was never told the shop's keyboard types
   * so. Absent when both agree, and when all keys are digits (then the keys count).
   */
  readonly as_american?: string;
}

export interface WedgeOptions {
  readonly source: StrokeSource;
  readonly onCode: (code: string, reading: Reading) => void;
  /** Characters that a person typed while no field had the focus: for type-ahead and shortcuts. A little late, by nature. */
  readonly onTyping?: (text: string) => void;
  /** No two strokes of a reader are further apart. Bluetooth readers stutter; 50 is generous. */
  readonly gap_max_ms?: number;
  /** And on average they are closer than this; no hand is. */
  readonly gap_mean_ms?: number;
  readonly length_min?: number;
  /** Readers that send no Enter or Tab: so long a silence ends the code, if it is at least `length_min_unended` long. */
  readonly silence_ms?: number;
  readonly length_min_unended?: number;
}

/** FNC1 inside a GS1 code, as readers and @comptoir/codes write it. */
const SEPARATOR = "\u001d";

/** Keys that are neither letters nor digits, as codes of goods use them. */
const AMERICAN: Readonly<Record<string, string>> = { Minus: "-", Slash: "/", Period: ".", Space: " ", BracketRight: "]", NumpadSubtract: "-" };

type Settings = Required<Omit<WedgeOptions, "onTyping">> & Pick<WedgeOptions, "onTyping">;

const DEFAULTS = { gap_max_ms: 50, gap_mean_ms: 35, length_min: 4, silence_ms: 90, length_min_unended: 6 };

interface Burst {
  readonly field: Field | undefined;
  /** What the field held before the first stroke. */
  readonly before: string;
  /** What the keyboard's layout made of the strokes. */
  text: string;
  /** The same keys read as digits, as long as all of them are digit keys. */
  digits: string | undefined;
  /** The same keys on an American keyboard, as long as all of them are known. */
  american: string | undefined;
  readonly started_ms: number;
  last_ms: number;
}

export class WedgeReader {
  readonly #settings: Settings;
  readonly #listener = (stroke: KeyStroke): void => this.#hear(stroke);
  /** A tap comes after what was typed before it: the last digit of an amount must not come behind the sheet that it opens. */
  readonly #tapped = (): void => this.#conclude();
  #burst: Burst | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: WedgeOptions) {
    this.#settings = { ...DEFAULTS, ...options };
  }

  start(): void {
    this.#settings.source.addEventListener("keydown", this.#listener, true);
    this.#settings.source.addEventListener("pointerdown", this.#tapped, true);
  }

  stop(): void {
    this.#settings.source.removeEventListener("keydown", this.#listener, true);
    this.#settings.source.removeEventListener("pointerdown", this.#tapped, true);
    this.#forget();
  }

  #hear(stroke: KeyStroke): void {
    const isEnd = stroke.key === "Enter" || stroke.key === "Tab";
    // Shift comes before each capital that a reader types; it is neither a character nor a pause.
    if (stroke.key === "Shift" || stroke.key === "CapsLock" || stroke.key === "Control") return;
    if (isSeparator(stroke) && this.#burst !== undefined) {
      this.#separate(stroke);
      return;
    }
    if (stroke.ctrlKey || stroke.altKey || stroke.metaKey || stroke.repeat || stroke.isComposing || (stroke.key.length !== 1 && !isEnd)) {
      this.#conclude();
      return;
    }
    const burst = this.#running(stroke);
    if (isEnd) this.#end(stroke, burst);
    else if (burst === undefined) this.#begin(stroke);
    else this.#continue(stroke, burst);
  }

  /** The burst that this stroke belongs to, if it came quickly enough after the last one. */
  #running(stroke: KeyStroke): Burst | undefined {
    if (this.#burst !== undefined && stroke.timeStamp - this.#burst.last_ms > this.#settings.gap_max_ms) this.#conclude();
    return this.#burst;
  }

  #begin(stroke: KeyStroke): void {
    const field = fieldOf(stroke.target);
    this.#burst = {
      field,
      before: field?.value ?? "",
      text: stroke.key,
      digits: digitOf(stroke),
      american: americanOf(stroke),
      started_ms: stroke.timeStamp,
      last_ms: stroke.timeStamp,
    };
    this.#wait();
  }

  #continue(stroke: KeyStroke, burst: Burst): void {
    const digit = digitOf(stroke);
    burst.text += stroke.key;
    burst.digits = burst.digits === undefined || digit === undefined ? undefined : burst.digits + digit;
    const american = americanOf(stroke);
    burst.american = burst.american === undefined || american === undefined ? undefined : burst.american + american;
    burst.last_ms = stroke.timeStamp;
    // A space from a reader must not press the button that has the focus.
    if (stroke.key === " " && burst.field === undefined) stroke.preventDefault();
    this.#wait();
  }

  /** FNC1 inside a GS1 code. The browser would take Ctrl+] for a command. */
  #separate(stroke: KeyStroke): void {
    const burst = this.#running(stroke);
    if (burst === undefined) return;
    stroke.preventDefault();
    burst.text += SEPARATOR;
    burst.digits = undefined;
    if (burst.american !== undefined) burst.american += SEPARATOR;
    burst.last_ms = stroke.timeStamp;
    this.#wait();
  }

  #end(stroke: KeyStroke, burst: Burst | undefined): void {
    if (burst === undefined || !this.#isScan(burst, this.#settings.length_min)) {
      this.#conclude();
      return;
    }
    stroke.preventDefault();
    stroke.stopPropagation();
    this.#emit(burst);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#conclude(), this.#settings.silence_ms);
  }

  /** Silence, or a key that no code contains: was it a reader without Enter, or a person? */
  #conclude(): void {
    const burst = this.#burst;
    if (burst === undefined) return;
    if (this.#isScan(burst, this.#settings.length_min_unended)) {
      this.#emit(burst);
      return;
    }
    this.#forget();
    if (burst.field === undefined) this.#settings.onTyping?.(burst.text);
  }

  #isScan(burst: Burst, lengthMin: number): boolean {
    const gaps = burst.text.length - 1;
    return burst.text.length >= lengthMin && burst.last_ms - burst.started_ms <= gaps * this.#settings.gap_mean_ms;
  }

  #emit(burst: Burst): void {
    this.#forget();
    if (burst.field !== undefined) {
      burst.field.value = burst.before;
      burst.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const { digits, text, american } = burst;
    if (digits !== undefined) this.#settings.onCode(digits, {});
    else this.#settings.onCode(text, american === undefined || american === text ? {} : { as_american: american });
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#burst = undefined;
  }
}

/**
 * A reader set to the American layout on a French keyboard types `&é"'(` for 12345: the keys are right, the layout is not. When all
 * keys of a code are digit keys, the keys count.
 */
function digitOf(stroke: KeyStroke): string | undefined {
  const found = /^(?:Digit|Numpad)(\d)$/.exec(stroke.code);
  if (found !== null) return found[1];
  return stroke.code === "" && /^\d$/.test(stroke.key) ? stroke.key : undefined;
}

/** Readers send the control character 29 as Ctrl+], whatever the layout calls that key. */
function isSeparator(stroke: KeyStroke): boolean {
  return stroke.ctrlKey && !stroke.altKey && !stroke.metaKey && (stroke.code === "BracketRight" || stroke.key === "]");
}

/** The character of a key on an American keyboard; capitals are told by what came, since Shift is not followed here. */
function americanOf(stroke: KeyStroke): string | undefined {
  const digit = digitOf(stroke);
  if (digit !== undefined) return digit;
  const letter = /^Key([A-Z])$/.exec(stroke.code)?.[1];
  if (letter !== undefined) return stroke.key === stroke.key.toLowerCase() ? letter.toLowerCase() : letter;
  return AMERICAN[stroke.code];
}

function fieldOf(target: unknown): Field | undefined {
  if (typeof target !== "object" || target === null) return undefined;
  return isField(target) ? target : undefined;
}

/** Fields of text; a checkbox or a button has a `value` too, but nothing is typed into it. */
function isField(target: object): target is Field {
  if (!("value" in target && "dispatchEvent" in target && "tagName" in target) || typeof target.value !== "string") return false;
  if (target.tagName === "TEXTAREA") return true;
  const type = "type" in target ? target.type : "text";
  return target.tagName === "INPUT" && typeof type === "string" && !/^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/.test(type);
}
