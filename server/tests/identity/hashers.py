"""The password hash of the tests: the same algorithm at a hundredth of its cost.

Argon2 is slow on purpose, and most tests sign in only to get somewhere else.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id with the smallest sensible cost."""

    time_cost = 1
    memory_cost = 512
    parallelism = 1
