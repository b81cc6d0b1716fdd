import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;
type Chunk = Rolldown.OutputChunk;

/**
 * Tells the browser in the page's head what main.ts imports when it runs (start.ts, and what that needs), so that it is fetched
 * while the tables are being opened.
 */
export function preloads(): Plugin {
  let base = "/";
  return {
    name: "comptoir-preloads",
    apply: "build",
    configResolved(config) {
      base = config.base;
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle, chunk }): HtmlTagDescriptor[] {
        if (bundle === undefined || chunk === undefined) return [];
        const start = Object.values(bundle).find((part) => part.type === "chunk" && part.moduleIds.some((id) => id.endsWith("/src/start.ts")));
        if (start?.type !== "chunk") throw new Error("no chunk holds src/start.ts");
        const known = withImports(bundle, chunk, new Set());
        const chunks = [...withImports(bundle, start, new Set())].filter((part) => !known.has(part));
        const styles = chunks.flatMap((part) => [...(part.viteMetadata?.importedCss ?? [])]);
        return [
          ...styles.map((name) => tag({ rel: "stylesheet", crossorigin: true, href: base + name })),
          ...chunks.map((part) => tag({ rel: "modulepreload", crossorigin: true, href: base + part.fileName })),
        ];
      },
    },
  };
}

function withImports(bundle: Bundle, chunk: Chunk, found: Set<Chunk>): Set<Chunk> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const name of chunk.imports) {
    const part = bundle[name];
    if (part?.type === "chunk") withImports(bundle, part, found);
  }
  return found;
}

function tag(attrs: Record<string, string | boolean>): HtmlTagDescriptor {
  return { tag: "link", attrs, injectTo: "head" };
}
