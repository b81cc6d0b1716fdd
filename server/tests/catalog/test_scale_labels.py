"""The shop's table of scale labels."""

from dataclasses import replace
from uuid import UUID

import pytest

from comptoir.catalog.commands import AddScaleLabel, RemoveScaleLabel
from comptoir.catalog.errors import ScaleDigitsInvalid, ScalePrefixInvalid, ScalePrefixTaken, StoreUnknown
from comptoir.catalog.feed import newest_position
from comptoir.catalog.models import ScaleLabel
from comptoir.catalog.operations import add_scale_label, remove_scale_label
from comptoir.catalog.public import scale_labels
from comptoir.kernel import DomainError, new_uuid7
from comptoir.platform.tenancy import reading


@pytest.fixture
def weight(organization: UUID) -> AddScaleLabel:
    return AddScaleLabel(
        organization=organization,
        person=None,
        id=new_uuid7(),
        prefix="21",
        item_digits=5,
        value_digits=5,
        kind="weight",
        decimals=3,
    )


def test_a_row_is_added_once_and_told_to_the_tills(organization: UUID, weight: AddScaleLabel) -> None:
    first, second = add_scale_label(weight), add_scale_label(weight)

    assert (first.position, first.created, second.created) == (1, True, False)
    with reading(organization):
        assert [(row.prefix, row.kind, row.decimals) for row in scale_labels()] == [("21", "weight", 3)]
        assert newest_position() == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"prefix": "30"}, ScalePrefixInvalid),
        ({"prefix": "2x"}, ScalePrefixInvalid),
        ({"item_digits": 6}, ScaleDigitsInvalid),
        ({"has_inner_check": True}, ScaleDigitsInvalid),
        ({"has_inner_check": True, "item_digits": 3, "value_digits": 6}, ScaleDigitsInvalid),
        ({"decimals": 6}, ScaleDigitsInvalid),
        ({"store": UUID(int=7)}, StoreUnknown),
    ],
)
def test_a_row_that_no_scale_can_print_is_refused(
    organization: UUID, weight: AddScaleLabel, change: dict[str, object], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        add_scale_label(replace(weight, **change))  # type: ignore[arg-type]  # one field at a time

    with reading(organization):
        assert (ScaleLabel.objects.count(), newest_position()) == (0, 0)


def test_a_prefix_means_one_thing(organization: UUID, weight: AddScaleLabel) -> None:
    add_scale_label(weight)

    with pytest.raises(ScalePrefixTaken):
        add_scale_label(replace(weight, id=new_uuid7(), kind="price", decimals=2))

    with reading(organization):
        assert [row.kind for row in scale_labels()] == ["weight"]


def test_a_removed_row_is_told_once(organization: UUID, weight: AddScaleLabel) -> None:
    add_scale_label(weight)
    removal = RemoveScaleLabel(organization=organization, person=None, id=weight.id)

    first, second = remove_scale_label(removal), remove_scale_label(removal)

    assert (first.position, first.created, second.created) == (2, True, False)
    with reading(organization):
        assert scale_labels() == []
