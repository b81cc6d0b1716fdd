import { type Component, createContext, untrack } from "svelte";

let open = $state.raw<readonly string[]>([]);

/** The sheet that people can touch: the last one opened. All else on the page is inert while it stands. */
export function topSheet(): string | undefined {
  return open.at(-1);
}

/** A sheet stands from now on; call the answer when it goes. */
export function sheetOpened(id: string): () => void {
  open = [...untrack(() => open), id];
  return () => {
    open = open.filter((other) => other !== id);
  };
}

/**
 * What every sheet carries above itself: the app's messages. A modal dialog is in the top layer, so that what is said
 * outside of it stands behind its shade, can't be touched and is not read out.
 */
export const [sheetNotes, giveSheetNotes] = createContext<Component<{ sheet: string }>>();
