"""Whose words stand in the tables of `staff` (`platform.privacy`)."""

from comptoir.platform.privacy import Basis, Kept, Personal, Plain, Purpose, Recipient, Told, Whose

PERSONAL: tuple[Personal, ...] = (
    Personal(
        model="staff.Post",
        columns="employee role",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.STAFF,
        basis=Basis.CONTRACT,
        kept=Kept.STAFF_LEFT,
    ),
    Personal(
        model="staff.PostVersion",
        columns="employee",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.DEEDS}),
        purpose=Purpose.STAFF,
        basis=Basis.CONTRACT,
        kept=Kept.TRACE,
    ),
    Personal(
        model="staff.Secret",
        columns="employee sealed set_by",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.SIGN_IN}),
        purpose=Purpose.ACCESS,
        basis=Basis.CONTRACT,
        kept=Kept.STAFF_LEFT,
    ),
    Personal(
        model="staff.TimeCorrection",
        columns="employee came_at left_at before reason proposed_by decided_by",
        whose=frozenset({Whose.STAFF}),
        told=frozenset({Told.HOURS, Told.WORDS}),
        purpose=Purpose.HOURS,
        basis=Basis.LAW,
        recipients=frozenset({Recipient.STAFF, Recipient.ACCOUNTANT}),
        kept=Kept.HOURS,
    ),
)
PLAIN: tuple[Plain, ...] = (
    Plain("staff.Role", "name rights decided"),
    Plain("staff.RoleVersion", "rights"),
    Plain("staff.Policy", "pin_salt"),
    Plain("staff.Secret", "kind"),
    Plain("staff.TimeCorrection", "state"),
)
