"""A promotion and its conditions in a sentence: "Buy 3, the cheapest is free · Coffee · Mon–Fri, 17:00–19:00"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import get_day_names
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.backoffice.formats import locale_of, money, number, rate, short_day
from comptoir.backoffice.offers import Document, Offer
from comptoir.backoffice.terms import Articles, Part, Terms, When, read, read_articles, read_when
from comptoir.catalog.public import RuleView, categories, customer_groups, items_named
from comptoir.platform.public import stores

NAMES_SHOWN = 3
FREE = 1_000_000


@dataclass(frozen=True, slots=True)
class Names:
    """What rules call by id, by the name that people know; and how the page counts and speaks."""

    of: Mapping[str, str]
    currency: str
    language: str

    def listed(self, ids: Iterable[str]) -> str:
        """ "Coffee, Bread and 3 more"; what is no longer there is left out."""
        known = [self.of[one] for one in ids if one in self.of]
        shown = ", ".join(known[:NAMES_SHOWN])
        more = len(known) - NAMES_SHOWN
        return shown if more <= 0 else _("%(names)s and %(count)s more") % {"names": shown, "count": more}

    def money(self, amount: int) -> str:
        return money(amount, self.currency, self.language)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the customer gets, on which articles, and each condition."""

    gets: str
    articles: str
    conditions: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return " · ".join(part for part in (self.gets, self.articles, *self.conditions) if part)


def names_for(documents: Iterable[Document], *, currency: str, language: str) -> Names:
    """The names that these documents need, in two reads however many they are."""
    wanted = {item for document in documents for item in _items_of(document)}
    found = {str(item): view.name for item, view in items_named(wanted).items()}
    found |= {str(category.id): category.name for category in categories(with_ended=True)}
    found |= {str(store.id): store.name for store in stores()}
    found |= {str(group.id): group.name for group in customer_groups(with_ended=True)}
    return Names(found, currency, language)


def summarize(document: Document, names: Names) -> Summary:
    """A document of any shape; one that the pages don't know is said as far as they do."""
    terms = read(document)
    conditions = when_words(read_when(document.get("when", {})), names)
    if terms is None:
        return Summary(_("A promotion that another program made"), "", tuple(conditions))
    return Summary(_gets(terms, names), _on(terms, names), (*_needs(terms, names), *conditions, *_limits(terms, names)))


def when_words(when: When, names: Names) -> list[str]:
    """Each condition of a rule by itself."""
    words = []
    if when.weekdays:
        words.append(days_words(when.weekdays, names.language))
    if when.first_minute is not None and when.last_minute is not None:
        words.append(f"{_clock(when.first_minute, names)}–{_clock(when.last_minute, names)}")
    if when.first_day or when.last_day:
        words.append(_between(when.first_day, when.last_day, names.language))
    if when.stores:
        words.append(names.listed(when.stores))
    if when.customers:
        words.append(_("for %(groups)s") % {"groups": names.listed(when.customers)})
    if when.coupon:
        words.append(_("with the code %(code)s") % {"code": when.coupon})
    return words


def days_words(weekdays: Sequence[int], language: str) -> str:
    """ "Mon–Fri", "Sat, Sun": three and more in a row are a range."""
    short = get_day_names("abbreviated", context="stand-alone", locale=locale_of(language))
    runs: list[list[int]] = []
    for day in sorted(set(weekdays)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts: list[str] = []
    for run in runs:
        named = [short[day - 1] for day in run]
        texts += [f"{named[0]}–{named[-1]}"] if len(run) > 2 else named
    return ", ".join(texts)


def state_of(rule: RuleView, today: date) -> str:
    """active, planned or ended, by its days alone: whether its hour has come changes too often to be a state."""
    when = read_when(rule.document.get("when", {}))
    if rule.is_ended or (when.last_day and when.last_day < today):
        return "ended"
    return "planned" if when.first_day and when.first_day > today else "active"


def articles_words(articles: Articles, names: Names) -> str:
    """ "Coffee, Bread, except Espresso"; everything is said as such."""
    named = names.listed((*articles.categories, *articles.items)) if articles.is_chosen else _("All items")
    without = names.listed((*articles.except_categories, *articles.except_items))
    return _("%(articles)s, except %(without)s") % {"articles": named, "without": without} if without else named


def _gets(terms: Terms, names: Names) -> str:
    match terms.offer:
        case Offer.CHEAPEST:
            return _cheapest(terms, names)
        case Offer.SET:
            count = f"{terms.parts[0].count}"
            return _set(terms, count if terms.reward == "price" else _("Any %(count)s") % {"count": count}, names)
        case Offer.BUY_GET:
            return _buy_get(terms, names)
        case Offer.MENU:
            return _set(terms, " + ".join(_part(part, names) for part in terms.parts), names)
        case Offer.GIFT:
            return _gift(terms, names)
        case _:
            return _each_or_basket(terms, names)


def _each_or_basket(terms: Terms, names: Names) -> str:
    sentence = {
        Offer.PERCENT: _("%(percent)s off"),
        Offer.AMOUNT: _("%(amount)s off each"),
        Offer.PRICE: _("%(amount)s each"),
        Offer.BASKET_PERCENT: _("%(percent)s off the basket"),
        Offer.BASKET_AMOUNT: _("%(amount)s off the basket"),
    }[terms.offer]
    return sentence % {"amount": names.money(terms.value), "percent": rate(terms.value, names.language)}


def _gift(terms: Terms, names: Names) -> str:
    gift = articles_words(terms.parts[0].articles, names)
    if terms.value == FREE:
        return _("A gift: %(articles)s") % {"articles": gift}
    return _("%(percent)s off one of %(articles)s") % {
        "percent": rate(terms.value, names.language),
        "articles": gift,
    }


def _cheapest(terms: Terms, names: Names) -> str:
    words = {"count": terms.parts[0].count, "cheapest": terms.cheapest, "percent": rate(terms.value, names.language)}
    if terms.value == FREE:
        one, several = _("Buy %(count)s, the cheapest is free"), _("Buy %(count)s, the %(cheapest)s cheapest are free")
    else:
        one = _("Buy %(count)s, the cheapest %(percent)s off")
        several = _("Buy %(count)s, the %(cheapest)s cheapest %(percent)s off")
    return (one if terms.cheapest == 1 else several) % words


def _set(terms: Terms, what: str, names: Names) -> str:
    match terms.reward:
        case "price":
            return _("%(what)s for %(amount)s") % {"what": what, "amount": names.money(terms.value)}
        case "amount":
            return _("%(what)s: %(amount)s less") % {"what": what, "amount": names.money(terms.value)}
        case "percent":
            return _("%(what)s: %(percent)s off") % {"what": what, "percent": rate(terms.value, names.language)}


def _buy_get(terms: Terms, names: Names) -> str:
    words = {
        "bought": _part(terms.parts[0], names),
        "given": _part(terms.parts[1], names),
        "percent": rate(terms.value, names.language),
    }
    if terms.value == FREE:
        return _("Buy %(bought)s, get %(given)s free") % words
    return _("Buy %(bought)s, get %(given)s %(percent)s off") % words


def _part(part: Part, names: Names) -> str:
    return f"{part.count} × {articles_words(part.articles, names)}"


def _on(terms: Terms, names: Names) -> str:
    """Where the sentence before has named the articles, nothing more is said."""
    if terms.offer in (Offer.BUY_GET, Offer.MENU, Offer.GIFT):
        return ""
    articles = terms.parts[0].articles
    if terms.offer.is_of_basket and not articles.document():
        return ""
    return articles_words(articles, names)


def _needs(terms: Terms, names: Names) -> list[str]:
    words = []
    if terms.needs.amount:
        words.append(_("from %(amount)s") % {"amount": names.money(terms.needs.amount)})
    if terms.needs.quantity:
        count = {"count": number(terms.needs.quantity, names.language)}
        words.append(ngettext("from %(count)s item", "from %(count)s items", terms.needs.quantity) % count)
    return words


def _limits(terms: Terms, names: Names) -> list[str]:
    words = []
    if terms.sets_max == 1:
        words.append(_("once a basket"))
    elif terms.sets_max:
        words.append(_("at most %(count)s times a basket") % {"count": terms.sets_max})
    if terms.discount_max:
        words.append(_("at most %(amount)s") % {"amount": names.money(terms.discount_max)})
    return words


def _between(first: date | None, last: date | None, language: str) -> str:
    if first and last:
        if first == last:
            return _("on %(day)s") % {"day": short_day(first, language)}
        return f"{short_day(first, language)} – {short_day(last, language)}"
    if first:
        return _("from %(day)s on") % {"day": short_day(first, language)}
    assert last is not None
    return _("until %(day)s") % {"day": short_day(last, language)}


def _clock(minute: int, names: Names) -> str:
    """ "17 h", "17 h 30", "17:30": hours as the language writes them on a shop's door."""
    hours, minutes = divmod(minute, 60)
    match names.language:
        case "fr":
            return f"{hours}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{minutes:02d}" if minutes else "")
        case "de":
            return f"{hours}{f':{minutes:02d}' if minutes else ''}\N{NO-BREAK SPACE}Uhr"
        case _:
            return f"{hours}:{minutes:02d}"


def _items_of(document: Mapping[str, Any]) -> Iterable[UUID]:
    matches = [document.get("match", {}), *(part.get("match", {}) for part in document.get("parts", ()))]
    for match in matches:
        articles = read_articles(match)
        for item in (*articles.items, *articles.except_items):
            try:
                yield UUID(item)
            except ValueError:
                continue
