"""Countries, one package each with a `PLUGIN` (docs/developer/fiscal-plugins.md).

`comptoir` imports none of them and they import none of each other; of Comptoir they use `fiscal.public`, `journal`,
`receipts`, `countries` and `kernel` alone. What is here is prepared for a law; nothing here is certified.
"""
