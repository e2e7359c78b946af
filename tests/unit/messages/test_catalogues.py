"""Texts are found in Python and templates, translations survive, and faults in translations are seen."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from marketplace.messages import catalogues
from marketplace.messages.__main__ import check
from marketplace.messages.review import message_faults
from marketplace.messages.sources import template_catalogue

TEMPLATE = """{% load i18n %}
<div>
      {# Translators: on the button #}
    {% trans "Add to cart" %}
  <p>{% blocktrans trimmed count n=items|length with name=vendor.name %}
       One parcel from {{ name }}
     {% plural %}
       {{ n }} parcels from {{ name }}, 5% "off", don't wait
     {% endblocktrans %}</p>
 {% trans "May" context "month" %} {{ value|default:_("none yet") }}
{% include "x.html" with title=_("Deep (title)") %}
  </div>
"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy
PRICE = _("Price of %(name)s at your door")
PIECES = ngettext_lazy("%(n)d piece", "%(n)d pieces", "n")
SHIP = pgettext_lazy("verb", "Ship")
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one template and one module."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "cart.html").write_text(TEMPLATE)
    (tmp_path / "apps" / "cart").mkdir(parents=True)
    (tmp_path / "apps" / "cart" / "views.py").write_text(PYTHON)
    return tmp_path


def update_all(base: Path) -> None:
    template = template_catalogue(base)
    for language in catalogues.PLURAL_FORMS:
        catalogue = catalogues.read(base, language)
        catalogues.update(catalogue, template)
        catalogues.write(base, language, catalogue)


def translate(base: Path, language: str, text: str, *forms: str, context: str | None = None) -> None:
    catalogue = catalogues.read(base, language)
    message = catalogue.get(text, context)
    assert message is not None
    message.string = forms if len(forms) > 1 else forms[0]
    catalogues.write(base, language, catalogue)


def test_all_kinds_of_text_are_found_with_plurals_contexts_and_comments(checkout):
    found = {(message.id, message.context) for message in template_catalogue(checkout) if message.id}
    assert found == {
        ("Add to cart", None),
        (
            (
                "One parcel from %(name)s",
                '%(n)s parcels from %(name)s, 5%% "off", don\'t wait',
            ),
            None,
        ),
        ("May", "month"),
        ("none yet", None),
        ("Deep (title)", None),
        ("Price of %(name)s at your door", None),
        (("%(n)d piece", "%(n)d pieces"), None),
        ("Ship", "verb"),
    }
    button = template_catalogue(checkout).get("Add to cart")
    assert button.auto_comments == ["on the button"]
    assert [(file, line) for file, line in button.locations] == [("templates/cart.html", 4)]


@pytest.mark.parametrize(("language", "forms"), [("zh_Hans", 1), ("ja", 1), ("de", 2), ("fr", 2), ("ar", 6)])
def test_each_language_has_its_own_number_of_plural_forms(checkout, language, forms):
    update_all(checkout)
    message = catalogues.read(checkout, language).get("%(n)d piece")
    assert len(catalogues.strings(message.string)) == forms


def test_a_translation_survives_an_update_and_the_return_of_its_text(checkout):
    update_all(checkout)
    translate(checkout, "de", "Add to cart", "In den Korb")
    page = checkout / "templates" / "cart.html"

    page.write_text(TEMPLATE.replace("Add to cart", "Put into the cart"))
    update_all(checkout)
    assert catalogues.read(checkout, "de").get("Add to cart") is None
    assert catalogues.read(checkout, "de").get("Put into the cart").string == ""
    page.write_text(TEMPLATE)
    update_all(checkout)

    assert catalogues.read(checkout, "de").get("Add to cart").string == "In den Korb"


def test_an_update_without_news_leaves_the_file_alone(checkout):
    update_all(checkout)
    template = template_catalogue(checkout)
    catalogue = catalogues.read(checkout, "fr")
    catalogues.update(catalogue, template)
    assert catalogues.write(checkout, "fr", catalogue) is False


def test_a_compiled_catalogue_speaks_arabic_in_six_forms(checkout):
    update_all(checkout)
    forms = ("لا قطع", "قطعة", "قطعتان", "%(n)d قطع", "%(n)d قطعة", "%(n)d قطعة!")
    translate(checkout, "ar", "%(n)d piece", *forms)

    assert dict(catalogues.compile_all(checkout))["ar"] == 1
    with catalogues.path_of(checkout, "ar").with_suffix(".mo").open("rb") as file:
        arabic = gettext.GNUTranslations(file)
    spoken = [arabic.ngettext("%(n)d piece", "%(n)d pieces", n) for n in (0, 1, 2, 3, 11, 100)]
    assert spoken == list(forms)


def test_an_incomplete_catalogue_fails_the_check_and_a_complete_one_passes(checkout, capsys):
    update_all(checkout)
    assert check(checkout, limit=5) == 1
    assert "untranslated: 'Add to cart'" in capsys.readouterr().out

    for language in catalogues.PLURAL_FORMS:
        catalogue = catalogues.read(checkout, language)
        for message in catalogue:
            if message.id:
                ids = catalogues.strings(message.id)
                message.string = (ids[-1],) * catalogue.num_plurals if len(ids) > 1 else ids[0]
        catalogues.write(checkout, language, catalogue)
    assert check(checkout, limit=5) == 0

    (checkout / "apps" / "cart" / "views.py").write_text(PYTHON + 'NEW = _("Just arrived")\n')
    assert check(checkout, limit=5) == 1
    assert "missing: 'Just arrived'" in capsys.readouterr().out


def test_a_broken_catalogue_is_named_with_its_line(checkout):
    path = catalogues.path_of(checkout, "de")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a"\nmsgstr "b"\n\nnonsense\n')
    with pytest.raises(ValueError, match=r"de/LC_MESSAGES/django\.po, line 4"):
        catalogues.read(checkout, "de")


@pytest.mark.parametrize(
    ("text", "translation", "kind"),
    [
        ("Price of %(name)s", "Preis von %(name)s", None),
        ("Price of %(name)s", "Preis", "placeholder"),
        ("Price of %(name)s", "Preis von %(nam)s", "placeholder"),
        ("Hello {who}", "Hallo {wer}", "placeholder"),
        ("100% cotton", "100 % Baumwolle", None),
        ("Saved 5%%", "5 %% gespart", None),
        ("<strong>Free</strong> returns", "<strong>Gratis</strong> zurück", None),
        ("<strong>Free</strong> returns", "<strong>Gratis zurück", "placeholder"),
        (("One piece", "%(n)d pieces"), ("Ein Stück", "%(n)d Stück"), None),
        (("One piece", "%(n)d pieces"), ("Ein Stück", "Stücke"), "placeholder"),
        (("One piece", "%(n)d pieces"), ("Ein Stück", ""), "untranslated"),
        (("One piece", "%(n)d pieces"), ("%(n)d Stück",), "plural"),
    ],
)
def test_a_translation_keeps_what_stands_in_for_values(text, translation, kind):
    kinds = [fault.kind for fault in message_faults(Message(text, translation), plural_count=2)]
    assert kinds == ([kind] if kind else [])


def test_a_guessed_translation_is_a_fault():
    catalogue = Catalog(locale="de")
    guessed = catalogue.add("Ship", "Schiff", flags=["fuzzy"])
    assert [fault.kind for fault in message_faults(guessed, plural_count=2)] == ["fuzzy"]
