/** What a room of words says in another language: each word of the English room, and no other. */
export type Room<English> = Readonly<Record<keyof English, string>>;
