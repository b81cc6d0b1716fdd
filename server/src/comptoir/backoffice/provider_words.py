"""Drivers of card terminals, what they need, and what can be wrong with them, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.payments.providers.drivers import By, Driver, Proof

LABELS: Mapping[str, Promise] = {
    "api_key": _("Secret key (API key)"),
    "affiliate_key": _("Affiliate key"),
    "merchant_code": _("Merchant code"),
    "app_id": _("Application identifier"),
    "merchant_id": _("Merchant ID"),
    "client_id": _("Client ID"),
    "client_secret": _("Client secret"),
    "application_id": _("Application ID"),
    "public_key": _("Public key"),
    "secret_key": _("Private key"),
    "merchant_account": _("Merchant account"),
    "category": _("Merchant category code (MCC)"),
    "key_number": _("Serial number of your certificate"),
    "platform_key": _("The provider’s public key"),
    "private_key": _("Your private key (RSA)"),
}
HELPS: Mapping[str, Promise] = {
    "stripe": _("In Stripe’s dashboard: Developers, API keys. A restricted key with write access to Terminal, payment "
                "intents and refunds is enough."),
    "sumup": _("In SumUp’s dashboard: Settings, For developers. The affiliate key and its application identifier let a "
               "payment be found again when an answer gets lost."),
    "sumup-app": _("In SumUp’s dashboard: Settings, For developers. SumUp’s app, signed in, must be on the till’s "
                   "phone. SumUp no longer develops this way and recommends its readers through the cloud."),
    "mollie": _("In Mollie’s dashboard: Developers, API keys."),
    "square": _("In Square’s developer console: your application, Credentials, Access token, that of the sandbox for a "
                "test account. Pair each Terminal by a device code first."),
    "square-app": _("In Square’s developer console: your application, its ID and access token. Under Point of Sale "
                    "API, enter the till’s address followed by /app-return as web callback. Square’s app must be on "
                    "the phone."),
    "opay": _("In OPay’s merchant dashboard: Merchant ID, public and private key. OPay takes naira and Egyptian "
              "pounds. Under Calls of providers enter the private key once more."),
    "viva": _("In Viva: Settings, API access. The Merchant ID stands at the top; Client ID and secret are those of "
              "“POS APIs”. Viva takes no less than 0.30."),
    "adyen": _("In Adyen’s Customer Area: Developers, API credentials; the key needs the role for the cloud Terminal "
               "API. Live accounts of Europe only."),
    "alipay": _("In Antom’s dashboard: Developer, keys. Make a pair of RSA keys, hand in the public one and paste the "
                "private one here. A contract for payments in store is needed."),
    "wechat": _("In WeChat Pay’s merchant platform: API security. Paste the private key of your API certificate here. "
                "A contract for quick pay outside China is needed."),
}  # fmt: skip
BY: Mapping[By, Promise] = {
    By.SERVER: _("this server, through the provider"),
    By.AGENT: _("a hardware agent in the shop"),
    By.APP: _("the provider’s app on the till’s phone; this server asks what became of it"),
    By.CODE: _("this server, and the customer’s phone by a code on the till"),
    By.PERSON: _("nobody: the amount is typed on it"),
}
PROOFS: Mapping[Proof, Promise] = {
    Proof.SIMULATED: _("Tested against a simulator and public examples. Not certified."),
    Proof.NONE_NEEDED: _("Nothing to test: the till does not speak with it."),
}
TROUBLES: Mapping[str, Promise] = {
    "credentials_refused": _("The provider refuses this key."),
    "wrong_mode": _("This key is of the other mode: test keys for tests, live keys for real money."),
    "provider_away": _("The provider can’t be reached from this server."),
    "provider_busy": _("The provider asks for patience. Try again in a minute."),
    "provider_refused": _("The provider refused the question."),
    "key_unreadable": _("One of the keys is no RSA key."),
    "merchant_unknown": _("The provider does not know this merchant code."),
    "no_answer": _("The provider did not answer."),
    "live_at_simulator": _("This server speaks with a simulated provider: accounts with real money stay away from it."),
}
STANDINGS: Mapping[str, Promise] = {
    "pending": _("The terminal shows %(amount)s. Take it off again, or hold out a card to pay it."),
    "approved": _("The terminal took %(amount)s: it works. Give it back now."),
    "declined": _("Nothing was charged: the terminal or the bank said no."),
    "cancelled": _("The terminal showed the amount and put it away again: it works. Nothing was charged."),
    "unknown": _("The provider has not said yet what became of it. It is asked again by itself."),
}
REASONS: Mapping[str, Promise] = {
    "terminal_away": _("The terminal is off, or not on the network."),
    "terminal_busy": _("The terminal is busy with another payment."),
    "terminal_unknown": _("The provider does not know this terminal any more."),
    "not_found": _("The provider never heard of it."),
    **TROUBLES,
}


def driver_name(driver: Driver) -> str:
    """A product's own name; the terminal that stands alone has none."""
    return driver.name or str(_("Stand-alone terminal"))


def trouble_words(code: str) -> str:
    """Why an account does not work; an unknown code as it is."""
    return str(TROUBLES.get(code, code))
