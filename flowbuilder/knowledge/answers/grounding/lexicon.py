"""Words with which people greet, thank, agree, deny, promise and ask for patience. Pure.

Everything is written folded (no capitals, no diacritics), by language.
"""

from __future__ import annotations


def _sets(**texts: str) -> dict[str, frozenset[str]]:
    return {language: frozenset(text.split()) for language, text in texts.items()}


#: Words that only greet, thank or offer help: a sentence made of them claims nothing.
COURTESIES = _sets(
    pl="""dzien dobry wieczor czesc hej witam witamy prosze bardzo dziekuje dziekujemy dzieki
    wiadomosc zainteresowanie cierpliwosc wyrozumialosc pozdrawiam pozdrawiamy serdecznie milo
    mily milego udanego udanych dnia wieczoru weekendu zakupow zycze zyczymy przepraszam
    przepraszamy przykro powodu sytuacji niedogodnosci chetnie przyjemnoscia pomoge pomagam
    pomoc pomozemy pomoze sluze sluzymy uprzejmie odpowiem odpowiedz oto widzenia uslyszenia
    zobaczenia ciesze rozumiem razie pytan pytania dalszych dodatkowe dodatkowych kolejnych
    watpliwosci daj dac znac pisac czyms czegos nadzieje zapraszam zapraszamy kontaktu
    dyspozycji jestesmy""",
    en="""hello hi hey there good morning afternoon evening day rest welcome welcoming thank
    thanks message patience understanding sorry hear inconvenience apologies apologise apologize
    glad happy pleased pleasure help helps hope assist great wonderful lovely nice enjoy bye goodbye
    understand look forward further other more questions question hesitate ask reach reaching
    contact anything else let know""",
)

#: What agrees, denies or says that something can be done, without saying what.
AGREEING = _sets(
    pl="""tak owszem oczywiscie jasne pewnie naturalnie zgadza dokladnie zgoda okej ok
    jak najbardziej""",
    en="yes yeah yep sure certainly absolutely definitely course indeed exactly ok okay",
)
DENYING = _sets(
    pl="nie niestety wykluczone skadze",
    en="no nope unfortunately not",
)

#: Who says only this is still looking for the answer.
BUSY = _sets(
    pl="""sprawdzam sprawdze sprawdzimy sprawdzic zobacze zajrze poszukam chwile chwileczke chwilke
    chwili moment momencik minute minutke minut kilka pare sekunde zaraz poczekac zaczekac
    cierpliwosc cierpliwosci wracam wroce odezwe""",
    en="""check checking look looking find finding moment minute minutes second bear hold wait
    please while""",
)
#: Who says only this is content with an answer.
PLEASED = _sets(
    pl="""super swietnie ekstra fajnie swietna swietny dobra spoko wszystko rozumiem pomoglo pomogl
    pomogla pomocne odpowiedz informacje informacja wystarczy wiecej pytan teraz
    wielkie slicznie""",
    en="""great perfect super cool brilliant fine got it that helps helped helpful answer all
    everything very much so understood see cheers lot""",
)
THANKS = _sets(pl="dziekuje dziekujemy dzieki", en="thanks thank")

#: A "no" at the beginning of an answer.
NOES = _sets(pl="nie", en="no nope")

#: Light in an answer, though they may matter in a question.
LIGHT = _sets(
    pl="""ciagu okolo ok wynosi wynosza mowa ponadto rowniez natomiast jednak takiej taki takie
    takich odpowiedz pana pani panstwu panu panstwem pania ze czyli czym zwykle najpozniej zatem
    jedynie niestety godz godzin godzinach godzinie zas zarowno kazdy kazda kazde kazdego kazdej
    dni dnia dzien bywa vat chetnie przykro ciebie tobie toba twoj twoja twoje twojego twojej
    twoich twoim wami waszych naszych naszym""",
    en="""each every within also just only however unfortunately here there such those any am s we
    re ll ve d t its it more currently usually both per vat happy glad sorry hello day days""",
)

#: Clause-wide negation, and negation of the next words only.
NEGATORS = _sets(
    pl="nie nigdy ani brak brakuje zaden zadna zadne zadnego zadnej zadnych nikt",
    en="not no never none nor neither nothing nobody",
)
#: "Is not free" denies only that it is free; "is" stands after the Polish "nie".
BEING = _sets(pl="jest sa byl byla bylo byly bedzie beda", en="is are was were")
WITHOUT = _sets(pl="bez", en="without")

#: Words with which a question begins that asks for a yes or no.
WHETHER = _sets(
    pl="czy",
    en="do does did is are am can could will would may must has have",
)

#: Clauses that set a condition are held only against others that do.
CONDITIONS = _sets(
    pl="jesli jezeli gdy gdyby dopoki poki chyba zanim",
    en="if unless until till when once",
)

#: Where one clause ends and the next begins.
JOINTS = _sets(
    pl="ale lecz jednak natomiast a i oraz albo lub",
    en="but however while whereas although and or",
)

#: Words that say the contrary of another one: beginning of the word, and what it denies.
OPPOSITES = {
    "pl": {
        "zamkn": "otwarty", "nieczynn": "czynny", "niedostepn": "dostepny",
        "niemozliw": "mozliwy", "niewazn": "wazny",
    },
    "en": {
        "closed": "open", "unavailable": "available", "impossible": "possible",
        "unable": "able", "invalid": "valid", "excluded": "included", "excludes": "included",
    },
}  # fmt: skip

#: What must not be promised unless the passages do: beginning of the word, and the promise.
PROMISES = {
    "pl": {
        "darmo": "free", "bezplatn": "free", "gratis": "free", "nieodplatn": "free",
        "rabat": "discount", "znizk": "discount", "promocj": "discount", "kupon": "discount",
        "kod": "discount", "bon": "voucher", "voucher": "voucher",
        "gwaranc": "guarantee", "gwarant": "guarantee",
        "prezent": "gift", "upomin": "gift", "nagrod": "gift", "bonus": "gift",
        "odszkodowan": "compensation", "rekompensat": "compensation",
        "dozywotn": "lifetime", "nieograniczon": "unlimited",
    },
    "en": {
        "free": "free", "complimentary": "free", "gratis": "free",
        "discount": "discount", "coupon": "discount", "promo": "discount", "code": "discount",
        "voucher": "voucher", "gift": "gift", "bonus": "gift", "reward": "gift", "prize": "gift",
        "guarante": "guarantee", "warrant": "guarantee", "refund": "refund",
        "compensat": "compensation", "lifetime": "lifetime", "unlimited": "unlimited",
    },
}  # fmt: skip
#: Of these, the ones too short to be the beginning of a word.
WHOLE = frozenset({
    "kod", "kodu", "kody", "kodem", "bon", "bonu", "bony", "code", "codes", "free", "promo",
})  # fmt: skip

#: What is said of nobody unless the passages say it: accusations, danger, crime, secrets, insults.
#: Beginnings of words.
GRAVE = {
    "pl": (
        "oszu", "zlodz", "okrad", "ukrad", "krad", "klami", "klamst", "klamc", "naciag", "wyludz",
        "podejrzan", "nieuczciw", "przestep", "nielegaln", "bezprawn", "bankrut", "upadlosc",
        "prokurat", "niebezpieczn", "szkodliw", "szkodzi", "trucizn", "truje", "trujac", "toksyczn",
        "rakotworcz", "skazon", "smierc", "smierteln", "umier", "umrz", "zabij", "zabic",
        "samobojst", "wybuch", "falszyw", "podrobion", "podrobk", "tandet", "hasl", "cvv", "cvc",
        "idiot", "debil", "kretyn", "glupi", "glupc", "kurw", "chuj", "pierdol", "jeban",
    ),
    "en": (
        "scam", "fraud", "thief", "thiev", "steal", "stolen", "liar", "lying", "cheat", "swindl",
        "suspicious", "dishonest", "crime", "criminal", "illegal", "bankrupt", "insolven",
        "lawsuit", "danger", "unsafe", "harmful", "poison", "toxic", "carcinogen", "contaminat",
        "death", "deadly", "dying", "kill", "suicid", "explod", "explosi", "fake", "counterfeit",
        "worthless", "password", "passcode", "cvv", "cvc", "idiot", "stupid", "moron", "fuck",
        "shit", "bitch",
    ),
}  # fmt: skip

#: Beginnings of words that only say of what kind a number is, and nothing of what it is for.
MEASURES = {
    "pl": ("koszt", "cen", "oplat", "plac", "trwa", "czas"),
    "en": ("cost", "price", "fee", "pay", "take", "last", "charge"),
}

#: Turns of speech put in plainer words before anything is compared.
PHRASES = {
    "pl": (
        (r"\b(?:za darmo|bez op[lł]at\w*|bez koszt[oó]w|nic nie koszt\w+)", "darmowy"),
        (r"(?<!\d)(\d{1,9}) ?z[lł]\w*(?: i)? (\d\d) ?gr\w*", r"\1,\2 zł"),
        (r"\bnie (?:tylko|p[oó][zź]niej|wcze[sś]niej|wi[eę]cej|mniej|d[lł]u[zż]ej)\b", " "),
        (r"\b(?:bez|nie ma) (?:[zż]adnego )?problemu\b", " "),
        (r"\bw ka[zż]dej chwili\b", "zawsze"),
    ),
    "en": (
        (r"\b(?:do not|don['’]t) hesitate\b", "ask"),
        (r"n['’]t\b", " not"),
        (r"\bcannot\b", "can not"),
        (r"\b(?:free of charge|without charge|at no (?:extra |additional )?(?:cost|charge))\b",
         "free"),
        (r"\bfeel free\b", " "),
        (r"\b(?:not only|no (?:later|more|less|fewer|earlier|longer) than)\b", " "),
        (r"\b(?:no problem|no worries|of course)\b", "yes"),
    ),
}  # fmt: skip
