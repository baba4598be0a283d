"""Countries, and what is said of all of them: "abroad", "overseas", "za granicę". Pure.

A question about one country ("Do you deliver to Norway?") shares all its words but one with what
holds at home, and was answered with the prices of home. What names a country is answered by what
names the same one, or speaks of abroad; whatever else fits has little chance.

The names are CLDR's (a test holds them against it) with what people say besides, in Polish with
their cases. Names that are everyday words too are left out ("dania" are dishes) or count only with
a capital ("Turkey"). Home is not abroad: Poland, and in English the United Kingdom as well, for
knowledge in English may be a Polish firm's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flowbuilder.knowledge.search.text import fold

#: Of what fits a question about a country, but neither names it nor speaks of abroad, so much is
#: right all the same: its chance is multiplied by this.
HOME_HOLDS = 0.12

#: Codes of countries and their names, folded. Cases of Polish names in -ia and -ja are made.
NAMES = {
    "pl": """
        AE emiraty, emiratow, emiratach; AL albania; AM armenia; AR argentyna, argentyny,
        argentynie, argentyne; AT austria; AU australia; AZ azerbejdzan, azerbejdzanu,
        azerbejdzanie; BA bosnia, bosni, bosnie; BE belgia; BG bulgaria; BR brazylia; BY bialorus,
        bialorusi; CA kanada, kanady, kanadzie, kanade; CH szwajcaria; CL chile; CN chiny, chin,
        chinach; CO kolumbia; CY cypr, cypru, cyprze; CZ czechy, czech, czechach; DE niemcy,
        niemiec, niemczech; DK danii; EC ekwador, ekwadoru, ekwadorze; EE estonia; EG egipt,
        egiptu, egipcie; ES hiszpania; ET etiopia; FI finlandia; FR francja; GB wielka brytania,
        brytania, anglia, szkocja, walia; GE gruzja; GR grecja; HR chorwacja; HU wegry, wegier,
        wegrzech; ID indonezja; IE irlandia; IL izrael, izraela, izraelu; IN indie, indii, indiach;
        IQ irak, iraku; IR iran, iranu, iranie; IS islandia; IT wlochy, wloch, wloszech; JP japonia;
        KR korea, korei, koree; KZ kazachstan, kazachstanu, kazachstanie; LI liechtenstein,
        liechtensteinu, liechtensteinie; LT litwa, litwy, litwie, litwe; LU luksemburg, luksemburgu;
        LV lotwa, lotwy, lotwie, lotwe; MA maroko, maroka, maroku; MD moldawia; ME czarnogora,
        czarnogory, czarnogorze, czarnogore; MK macedonia; MT malta, malty, malcie, malte;
        MX meksyk, meksyku; NL holandia, niderlandy, niderlandow, niderlandach; NO norwegia;
        NZ nowa zelandia, zelandia; PH filipiny, filipin, filipinach; PT portugalia; QA katar,
        kataru, katarze; RO rumunia; RS serbia; RU rosja; SA arabia saudyjska, arabia; SE szwecja;
        SG singapur, singapuru, singapurze; SI slowenia; SK slowacja; TH tajlandia; TN tunezja;
        TR turcja; TW tajwan, tajwanu, tajwanie; UA ukraina, ukrainy, ukrainie, ukraine;
        US stany zjednoczone, stanow zjednoczonych, stanach zjednoczonych, usa, ameryka, ameryki,
        ameryce, ameryke; VN wietnam, wietnamu, wietnamie""",
    "en": """
        AE united arab emirates, emirates; AL albania; AM armenia; AR argentina; AT austria;
        AU australia; AZ azerbaijan; BA bosnia; BE belgium; BG bulgaria; BR brazil; BY belarus;
        CA canada; CH switzerland; CL chile; CN China; CO colombia; CY cyprus; CZ czechia,
        czech republic; DE germany; DK denmark; EC ecuador; EE estonia; EG egypt; ES spain;
        ET ethiopia; FI finland; FR france; GE Georgia; GR greece; HR croatia; HU hungary;
        ID indonesia; IE ireland; IL israel; IN india; IQ iraq; IR iran; IS iceland; IT italy;
        JP japan; KR south korea, korea; KZ kazakhstan; LI liechtenstein; LT lithuania;
        LU luxembourg; LV latvia; MA morocco; MD moldova; ME montenegro; MK macedonia; MT malta;
        MX mexico; NL netherlands, holland; NO norway; NZ new zealand; PH philippines; PT portugal;
        QA qatar; RO romania; RS serbia; RU russia; SA saudi arabia; SE sweden; SG singapore;
        SI slovenia; SK slovakia; TH thailand; TN tunisia; TR Turkey, turkiye; TW taiwan;
        UA ukraine; US united states, usa, america; VN vietnam""",
}
_CASES = {"ia": ("ia", "ii", "ie"), "ja": ("ja", "ji", "je")}
#: Words with which an entry may speak of abroad: each may stand for any country.
_CALLED = {
    "pl": frozenset(["zagranica", "granica", "zagraniczny", "europa"]),
    "en": frozenset(["abroad", "overseas", "international", "europe"]),
}
#: Where a text speaks of abroad, or says that it is about home alone.
_ABROAD = {
    "pl": re.compile(
        r"\bzagrani|\bgranic[ea]?\b|\beurop|\b(?:unii|unie|unia|ue)\b|\bmiedzynarod|\bkraj(?:e|ow|ach)\b"
        r"|\bswiat\b|\bswiecie\b|\b(?:poza|tylko|wylacznie|jedynie)\b[^.?!]{0,30}\bpols[kc]"
    ),
    "en": re.compile(
        r"\babroad\b|\boverseas\b|\binternational|\bworld\b|\bworldwide\b|\beurop|\beu\b"
        r"|\bforeign\b|\bcountries\b"
        r"|\b(?:outside|only|beyond)\b[^.?!]{0,30}\b(?:uk|kingdom|britain|england|poland)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of which countries a text speaks, and whether of abroad as such."""

    countries: frozenset[str]
    abroad: bool

    def tells(self, asked: frozenset[str]) -> bool:
        """Whether it says something of the countries that are asked about; of none, always."""
        return not asked or self.abroad or bool(asked & self.countries)


def spoken(text: str, language: str) -> Spoken:
    """What a text says of countries, in the languages known here; in others, nothing."""
    abroad = _ABROAD.get(language)
    return Spoken(countries_in(text, language), bool(abroad and abroad.search(fold(text))))


def countries_in(text: str, language: str) -> frozenset[str]:
    """The codes of the countries that a text names, without home."""
    known = _KNOWN.get(language)
    return known.named(text) if known else frozenset()


def other_names(word: str, language: str) -> frozenset[str]:
    """The other names and cases of the country that a folded word names, if it names one."""
    known = _KNOWN.get(language)
    return known.others.get(word, frozenset()) if known else frozenset()


def called(word: str, language: str) -> frozenset[str]:
    """How abroad is called, for a folded word that names a country."""
    return _CALLED[language] if other_names(word, language) else frozenset()


class _Known:
    """The countries of one language. A name with a capital counts only where it has one."""

    def __init__(self, written: str) -> None:
        self._codes: dict[str, str] = {}
        self.others: dict[str, frozenset[str]] = {}
        for line in written.split(";"):
            code, _blank, names = " ".join(line.split()).partition(" ")
            forms = [form for name in names.split(", ") for form in _forms(name)]
            self._codes.update(dict.fromkeys(forms, code))
            single = frozenset(form for form in forms if form.islower() and " " not in form)
            self.others.update(dict.fromkeys(single, single))
        self._lower = _any_of(name for name in self._codes if name.islower())
        self._capital = _any_of(name for name in self._codes if not name.islower())

    def named(self, text: str) -> frozenset[str]:
        """The codes of the countries in a text."""
        found = {*self._lower.findall(fold(text)), *self._capital.findall(text)}
        return frozenset(self._codes[name] for name in found)


def _forms(name: str) -> tuple[str, ...]:
    stem, ending = name[:-2], name[-2:]
    return tuple(stem + each for each in _CASES.get(ending, (ending,)))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of `names`; Northern Ireland is none."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!northern )\b(?:{'|'.join(longest_first) or '(?!)'})\b")


_KNOWN = {language: _Known(written) for language, written in NAMES.items()}
