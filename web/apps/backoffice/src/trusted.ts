type Policy = { readonly createHTML: (text: string) => string | null };
type Types = { readonly createPolicy: (name: string, rules: Policy) => unknown };

/** Charts empty their place by assigning nothing to it. Any other text that a script would make into markup is refused. */
(globalThis as { readonly trustedTypes?: Types }).trustedTypes?.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });

export {};
