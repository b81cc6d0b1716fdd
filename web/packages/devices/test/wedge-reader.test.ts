import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { WedgeReader, type KeyStroke } from "../src/index.ts";

type Listener = (stroke: KeyStroke) => void;

class FakeField {
  readonly tagName = "INPUT";
  readonly type: string;
  value: string;
  readonly heard: string[] = [];

  constructor(value: string, type = "text") {
    this.value = value;
    this.type = type;
  }

  dispatchEvent(event: Event): boolean {
    this.heard.push(event.type);
    return true;
  }
}

/** A keyboard and a page: strokes reach the reader first, then the field, unless the reader kept them. */
class Keyboard {
  listener: Listener | undefined;
  now = 1_000;
  focus: FakeField | undefined;
  readonly prevented: string[] = [];

  tapped: (() => void) | undefined;

  addEventListener(type: "keydown" | "pointerdown", listener: Listener & (() => void)): void {
    if (type === "keydown") this.listener = listener;
    else this.tapped = listener;
  }

  removeEventListener(type: "keydown" | "pointerdown"): void {
    if (type === "keydown") this.listener = undefined;
    else this.tapped = undefined;
  }

  stroke(key: string, afterMs: number, changes: Partial<KeyStroke> = {}): void {
    this.now += afterMs;
    vi.advanceTimersByTime(afterMs);
    const before = this.prevented.length;
    const stroke: KeyStroke = {
      key,
      code: "",
      timeStamp: this.now,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      repeat: false,
      isComposing: false,
      target: this.focus ?? { tagName: "BUTTON", value: "", dispatchEvent: () => true },
      preventDefault: () => this.prevented.push(key),
      stopPropagation: () => undefined,
      ...changes,
    };
    this.listener?.(stroke);
    if (this.prevented.length === before && this.focus !== undefined && key.length === 1) this.focus.value += key;
  }

  type(text: string, gapMs: number, end?: string): void {
    for (const key of text) this.stroke(key, gapMs);
    if (end !== undefined) this.stroke(end, gapMs);
  }

  rest(ms: number): void {
    this.now += ms;
    vi.advanceTimersByTime(ms);
  }
}

interface Desk {
  readonly keyboard: Keyboard;
  readonly codes: string[];
  readonly typed: string[];
  readonly reader: WedgeReader;
}

function desk(): Desk {
  const keyboard = new Keyboard();
  const codes: string[] = [];
  const typed: string[] = [];
  const reader = new WedgeReader({ source: keyboard, onCode: (code) => codes.push(code), onTyping: (text) => typed.push(text) });
  reader.start();
  return { keyboard, codes, typed, reader };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ["Enter", 2],
  ["Tab", 12],
  ["Enter", 30],
])("digits that end with %s, %i ms apart, are a code; the end key presses nothing", (end, gap) => {
  const { keyboard, codes, typed } = desk();

  keyboard.type("3760123456785", gap, end);

  expect(codes).toEqual(["3760123456785"]);
  expect(keyboard.prevented).toEqual([end]);
  expect(typed).toEqual([]);
});

test("a reader without an end key is ended by silence", () => {
  const { keyboard, codes } = desk();

  keyboard.type("3760123456785", 10);
  keyboard.rest(89);
  expect(codes).toEqual([]);
  keyboard.rest(1);

  expect(codes).toEqual(["3760123456785"]);
});

test("what a person types into a field stays there, Enter included", () => {
  const { keyboard, codes } = desk();
  keyboard.focus = new FakeField("");

  keyboard.type("baguette", 110, "Enter");

  expect(keyboard.focus.value).toBe("baguette");
  expect(keyboard.prevented).toEqual([]);
  expect(codes).toEqual([]);
});

test("a scan into a field is taken out of it again", () => {
  const { keyboard, codes } = desk();
  keyboard.focus = new FakeField("bag");

  keyboard.rest(500);
  keyboard.type("3760123456785", 8, "Enter");

  expect(codes).toEqual(["3760123456785"]);
  expect(keyboard.focus.value).toBe("bag");
  expect(keyboard.focus.heard).toEqual(["input"]);
});

test("a fast typist's roll of three keys and Enter is not a code", () => {
  const { keyboard, codes } = desk();
  keyboard.focus = new FakeField("");

  keyboard.type("the", 30, "Enter");

  expect(codes).toEqual([]);
  expect(keyboard.focus.value).toBe("the");
  expect(keyboard.prevented).toEqual([]);
});

test("a person's keys without a field are handed on, one burst at a time", () => {
  const { keyboard, codes, typed } = desk();

  keyboard.type("+12", 150);
  keyboard.rest(200);

  expect(typed).toEqual(["+", "1", "2"]);
  expect(codes).toEqual([]);
});

test("a person's stroke just before a scan does not spoil it", () => {
  const { keyboard, codes, typed } = desk();

  keyboard.stroke("5", 0);
  keyboard.rest(300);
  keyboard.type("96385074", 5, "Enter");

  expect(typed).toEqual(["5"]);
  expect(codes).toEqual(["96385074"]);
});

test("two scans in a row are two codes", () => {
  const { keyboard, codes } = desk();

  keyboard.type("96385074", 5, "Enter");
  keyboard.type("3760123456785", 5, "Enter");

  expect(codes).toEqual(["96385074", "3760123456785"]);
});

test("an American reader on a French keyboard: the keys count, not the layout", () => {
  const { keyboard, codes } = desk();
  const french = ["à", "&", "é", '"', "'", "(", "-", "è", "_", "ç"];

  for (const digit of "96385074") keyboard.stroke(french[Number(digit)] ?? "", 5, { code: `Digit${digit}` });
  keyboard.stroke("Enter", 5);

  expect(codes).toEqual(["96385074"]);
});

test("letters, capitals and the kind's prefix come through", () => {
  const { keyboard, codes } = desk();

  for (const key of "]C0AB-12") {
    if (/[A-Z]/.test(key)) keyboard.stroke("Shift", 3);
    keyboard.stroke(key, 3);
  }
  keyboard.stroke("Enter", 3);

  expect(codes).toEqual(["]C0AB-12"]);
});

test("a held key and a shortcut are not codes", () => {
  const { keyboard, codes } = desk();

  for (let count = 0; count < 10; count += 1) keyboard.stroke("8", 30, { repeat: count > 0 });
  keyboard.stroke("Enter", 30);
  keyboard.type("1234567", 5);
  keyboard.stroke("c", 5, { ctrlKey: true });
  keyboard.stroke("Enter", 200);

  expect(codes).toEqual(["1234567"]);
});

test("a space inside a code presses no button", () => {
  const { keyboard, codes } = desk();

  keyboard.type("AB 12 C", 5, "Enter");

  expect(codes).toEqual(["AB 12 C"]);
  expect(keyboard.prevented).toEqual([" ", " ", "Enter"]);
});

test("a stopped reader hears nothing more, not even the end of silence", () => {
  const { keyboard, codes, reader } = desk();

  keyboard.type("3760123456785", 5);
  reader.stop();
  keyboard.rest(1_000);

  expect(codes).toEqual([]);
  expect(keyboard.listener).toBeUndefined();
});

test("FNC1 comes as Ctrl+] and stays in the code, with the reader's word for its kind", () => {
  const { keyboard, codes } = desk();

  keyboard.type("]d2010950600013435210A1", 5);
  keyboard.stroke("Control", 2, { ctrlKey: true });
  keyboard.stroke("$", 2, { ctrlKey: true, code: "BracketRight" });
  keyboard.type("17261231", 5, "Enter");

  expect(codes).toEqual(["]d2010950600013435210A1\u001d17261231"]);
  expect(keyboard.prevented).toEqual(["$", "Enter"]);
});

test("Ctrl+] of a person is the browser's", () => {
  const { keyboard, codes } = desk();

  keyboard.stroke("]", 500, { ctrlKey: true, code: "BracketRight" });

  expect(codes).toEqual([]);
  expect(keyboard.prevented).toEqual([]);
});

test("a reader for American keyboards on a French one: letters and digits are read both ways", () => {
  const keyboard = new Keyboard();
  const heard: unknown[] = [];
  new WedgeReader({ source: keyboard, onCode: (code, reading) => heard.push(code, reading) }).start();

  // AB-12 sent for an American layout arrives as `QB)&é`.
  for (const [key, code] of [["Q", "KeyA"], ["B", "KeyB"], [")", "Minus"], ["&", "Digit1"], ["é", "Digit2"]] as const) {
    keyboard.stroke(key, 5, { code });
  }
  keyboard.stroke("Enter", 5, { code: "Enter" });
  for (const [key, code] of [["A", "KeyA"], ["B", "KeyB"], ["1", "Digit1"], ["2", "Digit2"]] as const) keyboard.stroke(key, 5, { code });
  keyboard.stroke("Enter", 5, { code: "Enter" });

  expect(heard).toEqual(["QB)&é", { as_american: "AB-12" }, "AB12", {}]);
});

test("what was typed before a tap is told before it, and no scan is lost to one", () => {
  const { keyboard, codes, typed, reader } = desk();

  keyboard.type("300", 60);
  expect(typed.join("")).toBe("30");
  keyboard.tapped?.();
  expect(typed.join("")).toBe("300");
  keyboard.tapped?.();
  keyboard.rest(500);
  expect(typed.join("")).toBe("300");

  keyboard.type("3760123456785", 8);
  keyboard.tapped?.();
  expect(codes).toEqual(["3760123456785"]);

  reader.stop();
  expect(keyboard.tapped).toBeUndefined();
});
