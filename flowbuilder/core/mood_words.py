"""Kinds of words that mood is told by, as the beginnings of folded words, Polish and English.

What each kind weighs is learnt (`mood_weights.py`); one that stands here is not upset by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Beginnings of so few letters must be the whole word.
SHORT = 3

_BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "anger": (
        "skandal", "zenad", "wscie", "wkurz", "wkurw", "wnerw", "zdenerw", "denerw", "nerw",
        "irytuj", "zirytow", "rozczarow", "zawiedzion", "zawiodl", "oburz", "zlosc", "zalaman",
        "zazenow", "upokorz", "lekcewaz", "zlekcewaz", "ignoruj", "olewa", "zbywa", "kpin", "kpic",
        "kpicie", "drwi", "zart", "smieszne", "absurd", "paranoj", "masakr", "dramat", "tragedi",
        "tragiczn", "koszmar", "porazk", "katastrof", "beznadz", "fataln", "okropn", "straszn",
        "najgorsz", "dno", "wstyd", "hanb", "bezczel", "cham", "arogan", "niekompet", "kompromit",
        "niepowazn", "niedopuszcz", "karygodn", "nieprofesj", "bezsens", "bezuzyt", "durn", "glup",
        "idiot", "debil", "kretyn", "dziad", "badziew", "szmelc", "syf", "burdel", "balagan",
        "choler", "diabl", "kurw", "dup", "szlag", "pieprz", "gown", "zaluj", "cierpliw", "szalu",
        "furious", "angry", "anger", "outrag", "disgrac", "disgust", "pathetic", "ridicul",
        "unaccept", "unbeliev", "useless", "worthless", "terribl", "horribl", "awful", "appall",
        "worst", "joke", "stupid", "dumb", "idiot", "moron", "clown", "fool", "insane", "absurd",
        "insult", "rude", "sham", "asham", "disappoint", "frustrat", "annoy", "irritat", "upset",
        "hate", "sick", "fed", "hell", "damn", "crap", "suck", "shit", "bullsh", "fuck", "rubbish",
        "junk", "garbage", "disaster", "incompet", "unprof", "nightmare", "patience", "regret",
        "hopeless", "mad",
    ),
    "accusation": (
        "oszu", "zlodz", "kradz", "krad", "naciag", "klam", "oklam", "wyludz", "bezpraw", "pozw",
        "pozwac", "sad", "sadu", "sadem", "prokurat", "rzecznik", "uokik", "prawnik", "adwokat",
        "scam", "thie", "theft", "steal", "stole", "liar", "lie", "lies", "lying", "fraud", "crook",
        "cheat", "sue", "court", "lawyer", "attorney", "illegal",
    ),
    "enough": (
        "dosc", "dosyc", "wreszcie", "natychm", "zada", "zadam", "przesta", "skoncz", "koniec",
        "rezygnuj", "nigdy", "ostatni", "omija",
        "enough", "immediat", "demand", "stop", "quit", "never", "finally", "already",
    ),
    "again": (
        "znow", "znowu", "wciaz", "ciagle", "kolejn", "kolko", "nadal", "tygod", "miesia", "godzin",
        "again", "still", "keep", "keeps", "week", "weeks", "month", "hour", "hours",
    ),
    "nobody": (
        "nikt", "nic", "zadn", "zero", "nobod", "nothing", "no-one", "none", "any", "anybod",
    ),
    "you": (
        "wy", "was", "wam", "wami", "wasz", "wasza", "wasze", "waszej", "waszych", "jestesc",
        "macie", "mielis", "obieca", "you", "your", "youre", "you're", "yours",
    ),
    "polite": (
        "prosz", "popros", "dzieki", "dziek", "przeprasz", "milego", "dobry", "dzien", "witam",
        "chcial", "pomoc", "please", "thank", "thanks", "cheers", "sorry", "hello", "hi", "kind",
        "could", "would", "pls",
    ),
    "asking": (
        "czy", "jak", "gdzie", "kiedy", "ile", "jaki", "jakie", "jaka", "mozna", "moge", "how",
        "what", "where", "when", "which", "can", "do", "does", "is", "are", "may",
    ),
    "pleased": (
        "super", "swietn", "zadowol", "wspanial", "polecam", "fajn", "dobrze", "porzadku", "zgadza",
        "great", "perfect", "happy", "good", "fine", "alright", "works", "nice", "glad",
    ),
}  # fmt: skip

#: By kind: whole words, and the beginnings of longer ones.
KINDS: Mapping[str, tuple[frozenset[str], tuple[str, ...]]] = {
    kind: (
        frozenset(each for each in beginnings if len(each) <= SHORT),
        tuple(each for each in beginnings if len(each) > SHORT),
    )
    for kind, beginnings in _BEGINNINGS.items()
}
