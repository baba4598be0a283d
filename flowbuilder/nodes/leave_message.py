"""Leave a message: what people answer later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import Field

from flowbuilder.core.conditions import folded
from flowbuilder.core.effects import OpenTicket
from flowbuilder.core.events import Event, VisitorSaid
from flowbuilder.core.fields import OptionalVariableName, TeamName, Template
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.phones import phone_in_words
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER, email_in, phone_in
from flowbuilder.nodes._hearing import chosen
from flowbuilder.nodes._wording import offer, own_words, speak, wording

ASK_EMAIL = {
    "pl": "Na jaki adres e-mail możemy odpisać?",
    "en": "Which e-mail address may we reply to?",
}
ASK_EMAIL_AGAIN = {
    "pl": "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl.",
    "en": "That does not look like an e-mail address. Please write it like name@example.com.",
}
ASK_EITHER = {
    "pl": "Jak możemy się skontaktować? Proszę podać adres e-mail albo numer telefonu.",
    "en": "How may we reach you? Please give an e-mail address or a phone number.",
}
ASK_EITHER_AGAIN = {
    "pl": "To nie wygląda na adres e-mail ani na numer telefonu. Proszę podać go jeszcze raz, "
    "na przykład 501 234 567.",
    "en": "That looks like neither an e-mail address nor a phone number. Please give it again, "
    "for example 07700 900123.",
}
ASK_MESSAGE = {
    "pl": "Proszę napisać, w czym możemy pomóc. Odpiszemy e-mailem.",
    "en": "Please write what we can help with. We will reply by e-mail.",
}
CALL_LABEL = {"pl": "Wolę, aby Państwo zadzwonili", "en": "I would rather be called"}
ASK_PHONE = {
    "pl": "Na jaki numer mamy zadzwonić?",
    "en": "Which number may we call?",
}
ASK_PHONE_AGAIN = {
    "pl": "To nie wygląda na numer telefonu. Proszę podać go jeszcze raz, na przykład 501 234 567.",
    "en": "That does not look like a phone number. Please give it again, for example 07700 900123.",
}
ASK_MESSAGE_TO_CALL = {
    "pl": "Oddzwonimy na numer {phone}. Proszę napisać, w czym możemy pomóc i kiedy dzwonić.",
    "en": "We will call {phone}. Please write what we can help with, and when to call.",
}
ASK_MESSAGE_WITHOUT_EMAIL = {
    "pl": "Dobrze, obejdziemy się bez adresu. Proszę napisać, w czym możemy pomóc.",
    "en": "All right, we will manage without an address. Please write what we can help with.",
}
CONFIRMED = {
    "pl": "Dziękujemy, przekazaliśmy wiadomość zespołowi. Odpiszemy najszybciej, jak się da.",
    "en": "Thank you, we have passed your message on to our team. We will reply as soon as we can.",
}
CONFIRMED_CALL = {
    "pl": "Dziękujemy, przekazaliśmy wiadomość zespołowi. Oddzwonimy najszybciej, jak się da.",
    "en": "Thank you, we have passed your message on to our team. We will call as soon as we can.",
}
#: Said last, so that whoever mistyped sees it.
ANSWER_TO = {
    "pl": "Odpowiedź wyślemy na adres {email}.",
    "en": "The answer will go to {email}.",
}
CALLS = {
    "pl": "Zadzwonimy na numer {phone}.",
    "en": "The number we will call is {phone}.",
}
#: Who says so is not asked again, in folded words.
_REFUSES = re.compile(
    r"^(nie|no)$|\bnie (mam|podam|podaje|chce|mam zamiaru)\b|\bwole(my)? nie\b|\bpomijam\b"
    r"|\bbez (adresu|maila|e-maila|numeru|kontaktu)\b|\b(rather|prefer) not\b|\bskip\b"
    r"|\b(do not|don'?t|won'?t) (have|want|wish|give)\b|\bno,? thanks\b"
)
ATTEMPTS = 2
CALL = "__call__"
_ADDRESS = re.compile(r"\S+@\S+|\+?[\d(][\d\s().-]*")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
MOST_NAME_WORDS = 3
#: What is written with a capital beside an address and is no name, in folded words.
_NO_NAMES = frozenset({
    "adres", "address", "mail", "email", "mejl", "tel", "telefon", "phone", "mobile", "kom", "nr",
    "numer", "number", "kontakt", "contact", "prosze", "please", "to", "oto", "na", "moj", "my",
    "mine", "tak", "yes", "ok", "okej", "dobrze", "dobra", "jasne", "sure", "oczywiscie", "nie",
    "no", "pozdrawiam", "dziekuje", "dzieki", "thanks", "thank", "hej", "czesc", "witam", "hello",
    "hi", "dzien", "dobry", "wieczor", "jestem", "ja", "it", "is", "its", "here", "the", "i", "pan",
    "pani", "mr", "mrs", "ms", "lub", "albo", "or", "and", "oraz", "wole", "moze", "maybe",
})  # fmt: skip


class LeaveMessageConfig(NodeConfig):
    team: TeamName = Field(
        default="",
        title=_("Team"),
        description=_(
            "The message waits on the page “Messages left” and goes to the team's e-mail address, "
            "if it has one. Leave empty for the team in the flow's settings."
        ),
    )
    email_variable: OptionalVariableName = Field(
        default="",
        title=_("Variable with the e-mail address"),
        description=_(
            "If it already holds an address, the visitor is not asked; otherwise the address is "
            "saved in it."
        ),
    )
    call_back: bool = Field(
        default=False,
        title=_("May be called back"),
        description=_(
            "The visitor may give a phone number instead of an e-mail address, and is called back."
            " A visitor whose address is known may choose a call too."
        ),
    )
    name_variable: OptionalVariableName = Field(
        default="",
        title=_("Variable with the name"),
        description=_("The visitor's name for the message, if you asked for it before."),
        json_schema_extra={"x-advanced": True},
    )
    ask_email: Template = Field(
        default="",
        title=_("Question about the e-mail address"),
        description=_("Leave empty for the default text."),
    )
    ask_message: Template = Field(
        default="",
        title=_("Question about the message"),
        description=_("Leave empty for the default text."),
    )
    confirmation: Template = Field(
        default="",
        title=_("Confirmation"),
        description=_(
            "Say when you will reply, for example “We will reply by noon.” Where the answer goes "
            "is added after it. Leave empty for the default text."
        ),
    )


class LeaveMessage(NodeType[LeaveMessageConfig]):
    """Takes a message that people answer later.

    It asks for an e-mail address unless one is known, or for a phone number to call back if you
    allow that, then for the message. With a known address a call can be chosen by a button. The
    message appears under “Messages left” and goes to the team by e-mail. A visitor with no
    address, or who wants to give none, may still leave one.
    """

    name = "leave_message"
    title = _("Leave a message")
    icon = "mail"
    category = "people"
    ports = (Port("next", _("message taken"), required=False),)
    waits = True
    person = True
    keywords = (_("ticket"), _("contact form"), _("e-mail"), _("offline"))
    Config = LeaveMessageConfig

    def enter(self, config: LeaveMessageConfig, turn: Turn) -> Move:
        contact = _contact(turn)
        known = email_in(str(turn.variables.get(config.email_variable) or contact.get("email", "")))
        if known and config.call_back:
            words = wording(turn, config.ask_message, ASK_MESSAGE)
            asked = offer(words, self._call(turn))
            return Wait(effects=(asked,), keep={"email": known, "may_call": True})
        if known:
            return self._ask_message(config, turn, known)
        phone = phone_in(str(contact.get("phone", "")), turn.language)
        if phone and config.call_back:
            return self._ask_message(config, turn, "", phone)
        default = ASK_EITHER if config.call_back else ASK_EMAIL
        question = speak(wording(turn, config.ask_email, default))
        return Wait(effects=(question,), keep={"misses": 0})

    def resume(self, config: LeaveMessageConfig, turn: Turn, event: Event) -> Move:
        email = turn.keep.get("email")
        if turn.keep.get("may_call") and chosen(event, self._call(turn)) == CALL:
            asked = speak(own_words(turn, ASK_PHONE))
            return Wait(effects=(asked,), keep={"email": email, "calls": True, "misses": 0})
        if not isinstance(event, VisitorSaid) or not event.text.strip():
            return Wait()
        if turn.keep.get("calls"):
            return self._hear_phone(config, turn, event.text)
        if email is not None:
            return self._take(config, turn, event.text.strip())
        email = email_in(event.text)
        phone = phone_in(event.text, turn.language) if config.call_back and not email else None
        misses = int(turn.keep.get("misses", 0)) + 1
        asks_again = misses < ATTEMPTS and not refuses(event.text)
        if not email and not phone and asks_again:
            words = ASK_EITHER_AGAIN if config.call_back else ASK_EMAIL_AGAIN
            again = speak(own_words(turn, words))
            return Wait(effects=(again,), keep={"misses": misses}, again=True)
        move = self._ask_message(config, turn, email or "", phone or "")
        name = name_beside(event.text) if email or phone else ""
        return replace(move, keep={**(move.keep or {}), "name": name}) if name else move

    def _call(self, turn: Turn) -> list[tuple[str, str]]:
        return [(CALL, own_words(turn, CALL_LABEL))]

    def _hear_phone(self, config: LeaveMessageConfig, turn: Turn, text: str) -> Move:
        """The number of somebody whose address is known; that will do without one."""
        phone = phone_in(text, turn.language)
        misses = int(turn.keep["misses"]) + 1
        if not phone and misses < ATTEMPTS and not refuses(text):
            again = speak(own_words(turn, ASK_PHONE_AGAIN))
            return Wait(effects=(again,), keep={**turn.keep, "misses": misses}, again=True)
        return self._ask_message(config, turn, str(turn.keep["email"]), phone or "")

    def _ask_message(
        self, config: LeaveMessageConfig, turn: Turn, email: str, phone: str = ""
    ) -> Wait:
        default = ASK_MESSAGE if email else ASK_MESSAGE_WITHOUT_EMAIL
        words = wording(turn, config.ask_message, default)
        if phone and not config.ask_message.strip():
            words = own_words(turn, ASK_MESSAGE_TO_CALL).format(phone=phone_in_words(phone))
        return Wait(
            effects=(speak(words),),
            remember=self._remembered(config, turn, email) if email else {},
            keep={"email": email, **({"phone": phone} if phone else {})},
        )

    def _remembered(self, config: LeaveMessageConfig, turn: Turn, email: str) -> dict[str, object]:
        """The address for the next step that wants one. What the contact has is never replaced."""
        contact = _contact(turn)
        known = contact if contact.get("email") else {**contact, "email": email}
        own = {config.email_variable: email} if config.email_variable else {}
        return {**own, "contact": known}

    def _take(self, config: LeaveMessageConfig, turn: Turn, text: str) -> Move:
        email, phone = str(turn.keep["email"]), str(turn.keep.get("phone", ""))
        told = "" if _contact(turn).get("name") else turn.keep.get("name", "")
        ticket = OpenTicket(
            team=config.team or turn.default_team,
            email=email,
            phone=phone,
            name=str(turn.variables.get(config.name_variable) or told),
            text=text[:MAX_ANSWER],
        )
        thanks = wording(turn, config.confirmation, CONFIRMED_CALL if phone else CONFIRMED)
        return Go("next", effects=(ticket, speak(_with_address(turn, thanks, email, phone))))

    def reads(self, config: LeaveMessageConfig) -> Sequence[str]:
        return [config.name_variable] if config.name_variable else ()

    def writes(self, config: LeaveMessageConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [config.email_variable]} if config.email_variable else {}

    def summary(self, config: LeaveMessageConfig) -> str:
        return config.ask_message


def refuses(text: str) -> bool:
    """Whether the visitor says that they have, or want to give, no address and no number."""
    return _REFUSES.search(folded(text).strip(" .,;")) is not None


def name_beside(text: str) -> str:
    """The name that stands beside an address, as in “Jan Nowak, jan@example.com”; else nothing."""
    rest = _ADDRESS.sub(" ", text)
    words = [word.strip(" ,;:.()<>–—-") for word in rest.split()]
    words = [word for word in words if word]
    return " ".join(words) if 0 < len(words) <= MOST_NAME_WORDS and all(map(_names, words)) else ""


def _names(word: str) -> bool:
    """Whether `word` could be part of a name: a capital, then none, as in “Nowak-Lis”."""
    parts = word.split("-")
    written = _NAME_WORD.fullmatch(word) and all(len(p) > 1 and p == p.capitalize() for p in parts)
    return bool(written) and _NO_NAMES.isdisjoint({folded(word), *map(folded, parts)})


def _with_address(turn: Turn, thanks: str, email: str, phone: str) -> str:
    """`thanks` and where the answer goes, unless the author says so."""
    if phone:
        number = phone_in_words(phone)
        said = number in thanks or phone in thanks
        where = "" if said else own_words(turn, CALLS).format(phone=number)
    elif email and email not in thanks:
        where = own_words(turn, ANSWER_TO).format(email=email)
    else:
        where = ""
    return f"{thanks} {where}".strip()


def _contact(turn: Turn) -> Mapping[str, object]:
    """What is known of the visitor. An author's variable of that name may be anything."""
    contact = turn.variables.get("contact")
    return contact if isinstance(contact, Mapping) else {}
