"""A country's rules of the till, as plugins. This app knows no country: `comptoir_countries` beside it does."""
