/** NFC tags, where the browser reads them (Chrome on Android). A tag says its text, or its address, or else its own number. */

const SAME_MS = 1_500;

export interface TagContent {
  readonly serialNumber: string;
  readonly message: { readonly records: readonly BrowserTagRecord[] };
}

/** What counts as the code of a tag. */
export function codeOfTag({ serialNumber, message }: TagContent): string {
  for (const record of message.records) {
    if (record.data === undefined || (record.recordType !== "text" && record.recordType !== "url")) continue;
    const text = new TextDecoder(record.encoding ?? "utf-8").decode(record.data).trim();
    if (text !== "") return text;
  }
  return serialNumber.replaceAll(":", "").toUpperCase();
}

/** Reads until it is stopped. The browser asks the person once; after a refusal it reads nothing. */
export async function listenToTags(Reader: new () => BrowserTags, onCode: (code: string) => void): Promise<() => void> {
  const stop = new AbortController();
  const reader = new Reader();
  let last = { code: "", at: Number.NEGATIVE_INFINITY };
  reader.addEventListener("reading", (event) => {
    const code = codeOfTag(event);
    // A tag that lies on the device is told again and again.
    if (code === "" || (code === last.code && performance.now() - last.at < SAME_MS)) return;
    last = { code, at: performance.now() };
    onCode(code);
  });
  await reader.scan({ signal: stop.signal });
  return () => stop.abort();
}
