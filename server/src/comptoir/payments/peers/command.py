"""`comptoir peer NAME`: a simulated provider until somebody ends it."""

from collections.abc import Callable, Mapping

from comptoir.payments.peers.adyen import KEY as ADYEN_KEY
from comptoir.payments.peers.adyen import MERCHANT as ADYEN_MERCHANT
from comptoir.payments.peers.adyen import AdyenPeer
from comptoir.payments.peers.alipay import CLIENT, AlipayPeer
from comptoir.payments.peers.base import LOOPBACK, Peer, listen
from comptoir.payments.peers.mollie import KEY as MOLLIE_KEY
from comptoir.payments.peers.mollie import MolliePeer
from comptoir.payments.peers.opay import KEY as OPAY_KEY
from comptoir.payments.peers.opay import MERCHANT as OPAY_MERCHANT
from comptoir.payments.peers.opay import PUBLIC as OPAY_PUBLIC
from comptoir.payments.peers.opay import OPayPeer
from comptoir.payments.peers.square import KEY as SQUARE_KEY
from comptoir.payments.peers.square import SquarePeer
from comptoir.payments.peers.stripe import KEYS as STRIPE_KEYS
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.peers.sumup import KEY as SUMUP_KEY
from comptoir.payments.peers.sumup import MERCHANT, SumUpPeer
from comptoir.payments.peers.viva import CLIENT as VIVA_CLIENT
from comptoir.payments.peers.viva import KEY as VIVA_KEY
from comptoir.payments.peers.viva import MERCHANT as VIVA_MERCHANT
from comptoir.payments.peers.viva import VivaPeer
from comptoir.payments.peers.wallet import CATEGORY, pair_of
from comptoir.payments.peers.wallet import MERCHANT as WALLET_MERCHANT
from comptoir.payments.peers.wechat import APP, SERIAL, WeChatPeer

# `sumup` and `square` are reached by the reader on the counter and by the app on the phone alike.
PEERS: Mapping[str, Callable[[], Peer]] = {
    "stripe": StripePeer, "sumup": SumUpPeer, "mollie": MolliePeer, "square": SquarePeer, "viva": VivaPeer,
    "alipay": AlipayPeer, "wechat": WeChatPeer,
    "opay": OPayPeer,
    "adyen": AdyenPeer,
}  # fmt: skip
# What an account with one needs: what may be shown, and the secrets.
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "sumup": {"merchant_code": MERCHANT, "app_id": "com.comptoir"},
    "sumup-app": {"merchant_code": MERCHANT},
    "square-app": {"application_id": "sq0idp-comptoir"},
    "opay": {"merchant_id": OPAY_MERCHANT, "public_key": OPAY_PUBLIC},
    "viva": {"merchant_id": VIVA_MERCHANT, "client_id": VIVA_CLIENT},
    "alipay": {
        "client_id": CLIENT,
        "merchant_code": WALLET_MERCHANT,
        "category": CATEGORY,
        "platform_key": pair_of("alipay").public,
    },
    "wechat": {
        "merchant_code": WALLET_MERCHANT,
        "app_id": APP,
        "key_number": SERIAL,
        "category": CATEGORY,
        "platform_key": pair_of("wechat").public,
    },
    "adyen": {"merchant_account": ADYEN_MERCHANT},
}
SECRETS: Mapping[str, Mapping[str, str]] = {
    "stripe": {"api_key": STRIPE_KEYS[0]},
    "sumup": {"api_key": SUMUP_KEY, "affiliate_key": "sup_afk_comptoir"},
    "sumup-app": {"api_key": SUMUP_KEY, "affiliate_key": "sup_afk_comptoir"},
    "mollie": {"api_key": MOLLIE_KEY},
    "square": {"api_key": SQUARE_KEY},
    "square-app": {"api_key": SQUARE_KEY},
    "opay": {"secret_key": OPAY_KEY},
    "viva": {"client_secret": VIVA_KEY},
    "alipay": {"private_key": pair_of("shop").private},
    "wechat": {"private_key": pair_of("shop").private},
    "adyen": {"api_key": ADYEN_KEY},
}


def run_peer(name: str, port: int, pages: Mapping[str, Callable[[], Peer]]) -> int:
    """Say where it listens, then serve; 2 for one that there is not. `pages`: those that have pages to pay on, too."""
    make = pages.get(name) or PEERS.get(name)
    if make is None:
        print(f"There is no such provider to simulate: {', '.join(sorted(PEERS))}.")
        return 2
    simulated = make()
    server = listen(simulated, port)
    simulated.place = f"http://{LOOPBACK}:{server.server_port}"
    print(f"{name} {simulated.place} ({_hint(name)})", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


def _hint(name: str) -> str:
    """What to type into the account's form."""
    return ", ".join(f"{key} {value}" for key, value in {**SETTINGS.get(name, {}), **SECRETS[name]}.items())
