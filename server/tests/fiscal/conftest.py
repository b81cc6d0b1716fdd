"""The shop and the sealed day of the back office's tests."""

from tests.backoffice.conftest import _quick_passwords, day, owner, send, shop, sign_in

__all__ = ["_quick_passwords", "day", "owner", "send", "shop", "sign_in"]
