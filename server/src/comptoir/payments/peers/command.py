"""`comptoir peer NAME`: a simulated provider until somebody ends it."""

from collections.abc import Callable, Mapping

from comptoir.payments.peers.base import LOOPBACK, Peer, listen
from comptoir.payments.peers.mollie import KEY as MOLLIE_KEY
from comptoir.payments.peers.mollie import MolliePeer
from comptoir.payments.peers.stripe import KEYS as STRIPE_KEYS
from comptoir.payments.peers.stripe import StripePeer
from comptoir.payments.peers.sumup import KEY as SUMUP_KEY
from comptoir.payments.peers.sumup import MERCHANT, SumUpPeer

PEERS: Mapping[str, Callable[[], Peer]] = {"stripe": StripePeer, "sumup": SumUpPeer, "mollie": MolliePeer}
HINTS = {
    "stripe": f"key {STRIPE_KEYS[0]}",
    "sumup": f"key {SUMUP_KEY}, merchant {MERCHANT}, any affiliate key and application",
    "mollie": f"key {MOLLIE_KEY}",
}


def run_peer(name: str, port: int) -> int:
    """Say where it listens, then serve; 2 for one that there is not."""
    make = PEERS.get(name)
    if make is None:
        print(f"There is no such provider to simulate: {', '.join(sorted(PEERS))}.")
        return 2
    server = listen(make(), port)
    print(f"{name} http://{LOOPBACK}:{server.server_port} ({HINTS[name]})", flush=True)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0
