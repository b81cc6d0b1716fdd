"""What other apps may ask about several shops, and the operations that change what counts where."""

from comptoir.platform.grouping import GroupView
from comptoir.shops.clocks import WALL
from comptoir.shops.operations import (
    change_settings,
    place_stores,
    remove_group,
    save_group,
    start_due,
    undo_change,
    withdraw_change,
)
from comptoir.shops.queries import (
    ChangeView,
    Preview,
    StoreEffect,
    StorePlace,
    TillPlace,
    change_of,
    changes,
    groups,
    path_of,
    place_of,
    preview,
    preview_move,
    store_places,
    till_places,
)

__all__ = [
    "WALL",
    "ChangeView",
    "GroupView",
    "Preview",
    "StoreEffect",
    "StorePlace",
    "TillPlace",
    "change_of",
    "change_settings",
    "changes",
    "groups",
    "path_of",
    "place_of",
    "place_stores",
    "preview",
    "preview_move",
    "remove_group",
    "save_group",
    "start_due",
    "store_places",
    "till_places",
    "undo_change",
    "withdraw_change",
]
