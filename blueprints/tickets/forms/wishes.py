"""The three days that a school wishes for, each with a part of the day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import time

from wtforms import Field, SelectField
from wtforms.validators import ValidationError

from blueprints.fields import DateField
from blueprints.forms import PortalForm, options
from portal.schools.calendar import Hours
from portal.tickets.models import TicketSlot
from portal.tickets.operations import Wish

WHOLE_DAY = ("", "時間はいつでも")
AFTER_SCHOOL = time(15)
WISHES = (1, 2, 3)


def bands(week: Mapping[int, Hours]) -> list[tuple[str, str]]:
    """Parts of the day to choose from, by the centre's opening hours."""
    day = next(iter(week.values()), None)
    if day is None:
        return [WHOLE_DAY]
    parts = [*zip(("午前", "午後"), day.spans(), strict=False), ("放課後", (AFTER_SCHOOL, day.closes))]
    return [WHOLE_DAY, *((band_of(*span), f"{name}（{in_words(*span)}）") for name, span in parts if span[0] < span[1])]


def in_words(starts: time, ends: time) -> str:
    return f"{starts:%-H:%M}–{ends:%-H:%M}"


def band_of(starts: time | None, ends: time | None) -> str:
    """The value of the select for a part of a day: 12:00-, 13:15-14:30."""
    if starts is None and ends is None:
        return ""
    return f"{starts:%H:%M}-" + (f"{ends:%H:%M}" if ends else "") if starts else f"-{ends:%H:%M}"


def read_band(value: str) -> tuple[time | None, time | None]:
    """Raises ValueError for what is no part of a day."""
    if not value:
        return None, None
    starts, dash, ends = value.partition("-")
    if not dash:
        raise ValueError(value)
    return (time.fromisoformat(starts) if starts else None, time.fromisoformat(ends) if ends else None)


class WishesForm(PortalForm):
    """Fields `wish_1` to `wish_3` with their part of the day."""

    wish_1 = DateField("第1希望")
    wish_1_band = SelectField("第1希望の時間帯", choices=options([WHOLE_DAY]), validate_choice=False)
    wish_2 = DateField("第2希望")
    wish_2_band = SelectField("第2希望の時間帯", choices=options([WHOLE_DAY]), validate_choice=False)
    wish_3 = DateField("第3希望")
    wish_3_band = SelectField("第3希望の時間帯", choices=options([WHOLE_DAY]), validate_choice=False)

    order: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Field]:
        """In the order of the page, which error summaries follow; the wishes stand last."""
        places = {name: at for at, name in enumerate(self.order)}
        return iter(sorted(super().__iter__(), key=lambda field: _place(field, places)))

    def wish_fields(self) -> list[tuple[DateField, SelectField]]:
        return [(self[f"wish_{number}"], self[f"wish_{number}_band"]) for number in WISHES]

    def show_wishes(self, slots: Iterable[TicketSlot]) -> None:
        """Fills the fields from what is stored."""
        for (day, band), slot in zip(self.wish_fields(), slots, strict=False):
            if day.raw_data is None:
                day.process_data(slot.day)
                band.data = band_of(slot.starts, slot.ends)

    def offer_wishes(self, week: Mapping[int, Hours]) -> None:
        """Fills the selects; an unusual part of the day that is already chosen joins the list."""
        known = bands(week)
        for _, band in self.wish_fields():
            unusual = band.data and band.data not in dict(known)
            band.choices = options([*known, (band.data, band.data.replace("-", "–"))] if unusual else known)

    @property
    def wished(self) -> bool:
        """Whether anything stands in the fields, right or wrong."""
        return any(day.data or day.errors or band.data for day, band in self.wish_fields())

    def wishes(self) -> list[Wish]:
        return [Wish(day.data, *read_band(band.data or "")) for day, band in self.wish_fields() if day.data]

    def _check_band(self, field: SelectField) -> None:
        try:
            read_band(field.data or "")
        except ValueError:
            raise ValidationError("時間帯を選んでください。") from None

    validate_wish_1_band = validate_wish_2_band = validate_wish_3_band = _check_band


def _place(field: Field, places: Mapping[str, int]) -> tuple[bool, int]:
    return field.name.startswith("wish_"), places.get(field.name, len(places))
