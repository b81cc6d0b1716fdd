"""The form of hours that the time clock does not tell right."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.backoffice.forms import PlainForm
from comptoir.kernel import new_uuid7
from comptoir.platform.public import StoreView
from comptoir.sales.times import Shift
from comptoir.staff.commands import Worked

LOCAL = "%Y-%m-%dT%H:%M"


class _Moment(forms.DateTimeField):
    """A day and a time of the store's clock."""

    def __init__(self, label: object) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]  # a lazy text, as every label
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
            input_formats=[LOCAL, f"{LOCAL}:%S"],
        )


class TimeForm(PlainForm):
    """From when to when, the breaks, and why."""

    fields_of_refusals = {"staff.time_invalid": "left_at", "staff.time_reason_missing": "reason"}

    id = forms.UUIDField(widget=forms.HiddenInput)
    break_minutes = forms.IntegerField(label=_("Minutes of breaks"), min_value=0, max_value=1440, initial=0)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, data: Mapping[str, object] | None = None, *, stores: Iterable[StoreView], shift: Shift | None
    ) -> None:
        self.places = list(stores)
        initial: dict[str, object] = {"id": new_uuid7(), "break_minutes": shift.break_minutes if shift else 0}
        if shift is not None:
            zone = ZoneInfo(shift.timezone)
            initial["store"] = str(shift.store)
            for name, moment in (("came_at", shift.came_at), ("left_at", shift.left_at)):
                if moment is not None:
                    initial[name] = moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        super().__init__(data, initial=initial)
        self.fields["came_at"] = _Moment(_("Came to work"))
        self.fields["left_at"] = _Moment(_("Went"))
        self.fields["store"] = forms.ChoiceField(
            label=_("Store"), choices=[(str(store.id), store.name) for store in self.places]
        )
        for name in ("came_at", "left_at", "store"):
            self.fields[name].widget.attrs["class"] = "input"
        self.order_fields(["id", "store", "came_at", "left_at", "break_minutes", "reason"])

    def store(self) -> UUID:
        return UUID(self.cleaned_data["store"])

    def worked(self) -> Worked:
        """As the clock of the chosen store read."""
        zone = ZoneInfo(next(store.timezone for store in self.places if store.id == self.store()))

        def moment(name: str) -> datetime:
            local: datetime = self.cleaned_data[name]
            return local.replace(tzinfo=zone)

        return Worked(
            came_at=moment("came_at"), left_at=moment("left_at"), break_minutes=self.cleaned_data["break_minutes"]
        )

    def told(self) -> Mapping[str, str | int]:
        """What the events keep of it: the store's clock."""
        return {
            "came": self.cleaned_data["came_at"].strftime("%Y-%m-%d %H:%M"),
            "left": self.cleaned_data["left_at"].strftime("%Y-%m-%d %H:%M"),
            "break_minutes": self.cleaned_data["break_minutes"],
        }
