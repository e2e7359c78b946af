"""Reference · shipped countries, currencies and units."""

from __future__ import annotations

import pytest

from apps.common.money import exponent
from apps.reference import selectors
from apps.reference.models import Country, Currency, Unit

pytestmark = pytest.mark.django_db


def test_every_currency_has_the_exponent_that_money_is_rounded_to(settings):
    exponents = dict(Currency.objects.values_list("code", "exponent"))
    assert set(settings.CURRENCIES) <= set(exponents)
    assert exponents == {code: exponent(code) for code in exponents}
    assert (exponents["JPY"], exponents["KWD"], exponents["EUR"], exponents["HUF"], exponents["ISK"]) == (0, 3, 2, 2, 0)


def test_countries_have_codes_a_currency_and_a_place():
    assert Country.objects.count() == 249
    germany = Country.objects.get(pk="DE")
    assert (germany.alpha3, germany.currency_code) == ("DEU", "EUR")
    currencies = set(Currency.objects.values_list("code", flat=True))
    assert set(Country.objects.values_list("currency_code", flat=True)) <= currencies
    selectors.places.cache_clear()
    assert selectors.places()["JP"] == (36.0, 138.0)
    assert all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in selectors.places().values())


def test_units_are_sized_in_the_base_unit_of_their_dimension():
    assert Unit.objects.get(pk="kg").factor == 1000
    assert Unit.objects.get(pk="in").factor * 10 == 254
