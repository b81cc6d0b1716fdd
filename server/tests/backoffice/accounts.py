"""The addresses of people's own way in, as test_access.py sorts them."""

ON_THE_WAY_IN = {"join", "sign-in-code", "company-sign-in", "company-begin", "company-back"} | {
    "forgotten", "forgotten-link",
}  # fmt: skip
ACCOUNT_ROWS = {"own-session-end", "member-password", "member-second-step"}
ACCOUNT_POSTS = {"own-password", "own-session-end", "own-sessions-end", "member-password", "sign-in-policy"} | {
    f"second-step-{what}" for what in ("offer", "confirm", "prove", "codes", "remove")
}
