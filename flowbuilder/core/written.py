"""In which of the flows' languages a text is written, told by everyday words and letters. Pure.

It would rather not tell than be wrong: a short text, a name or two languages in one come to None.
Words that neighbours share (Czech and Slovak, Spanish and Portuguese) count for both, so the others
have to tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: So many words of a text are looked at, and so many it must have.
READ, LEAST = 200, 3
#: So many signs must speak for a language, and so many more than for any other.
SIGNS, LEAD = 2, 2

_WORD = re.compile(r"[^\W\d_]+")
#: A word with one of these letters is most likely of the language. Of those in several, none is.
_LETTERS: Mapping[str, str] = {
    "pl": "łśźżńć", "cs": "řěů", "sk": "ľĺŕ", "uk": "іїєґ", "de": "ß", "fr": "œùû", "es": "ñ",
    "pt": "ãõ", "it": "òì", "lt": "ėįų", "ro": "ășțşţ", "hu": "őű",
}  # fmt: skip
#: Letters of neighbours that no flow speaks: Russian, Serbian, Danish, Turkish and others.
_STRANGE = frozenset("ыэёъўјљњћђæøığ")
_WORDS: Mapping[str, str] = {
    "pl": "a aby ale być bo by był była było chcę chce chciałbym chciałabym co czy dla dlaczego do "
    "dobry dzień dziękuję gdzie i ich ile ja jak jaki jaka jakie jest jestem już kiedy kosztuje "
    "która który które lub ma macie mam mi mnie mogę można może moje mój moja na nad nie nas od "
    "oraz pod po przez przy proszę są się skąd tak tego ten ta to tylko u w we wasz was wy z za ze "
    "żeby jeszcze",
    "en": "a about am an and any are as at be been but by can could did do does for from get good "
    "had has have hello hi how i if in is it long many me much my need no not of on or our please "
    "should so some than thank thanks that the their there these they this to us want was we what "
    "when where which who why will with would you your",
    "de": "aber als am an auch auf aus bei bin bitte brauche das dass dem den der des die dieser "
    "danke ein eine einen einem er es für gibt guten habe haben hallo ich ihr ihre im in ist ja "
    "kann kein keine können kostet man mein meine mich mir mit möchte nach nicht noch nur oder "
    "sie sind so tag über um und uns von wann warum was wenn werden wie wieder wir wird wo zu zum "
    "zur ihnen sich",
    "uk": "а або але без будь ласка був буде в вас ваш ви вже від він вона вони де день для до "
    "добрий дякую є з за і із його її як яка який яке коли коштує ми можна мій моя мені на не ні "
    "про при скільки та так там те то тільки у хочу чи чому що ще щоб я",
    "cs": "a aby ale ano bez být bych byl bylo byla co chci chtěl chtěla dobrý den děkuji do i já "
    "jak jaká jaké jaký je jen jeho jejich jestli ještě jsem jsme jsou k kde kdy který která které "
    "kolik mám máte mě mi můj moje můžu mohu na nebo není od po pro proč prosím při s se si stojí "
    "ta tak to u už v vaše váš z za že",
    "sk": "a aby ale áno bez by byť bol bolo bola čo chcem chcel chcela dobrý deň ďakujem do i ja "
    "ako aká aké aký je len jeho ich či ešte som sme sú k kde kedy ktorý ktorá ktoré koľko mám "
    "máte ma mi môj moje môžem na alebo nie od po pre prečo prosím pri s sa si stojí tá tak to u "
    "už v vaše váš z za že",
    "fr": "à au aux avec avez bonjour ce cela ces cette combien comment coûte dans de des du elle "
    "en est et être faire il ils je la le les leur lui ma mais me merci mes mon ne nous on ou où "
    "par pas plus pour pourquoi puis quand que quel quelle qui sa se si son sont suis sur un une "
    "vos votre vous voudrais y ai peut peux",
    "es": "a al algo buenos buenas como cómo con cuando cuándo cuánto cuesta de del desde días "
    "donde dónde el ella en entre es esta está están este esto fue gracias hay hola la las lo los "
    "me mi mis mucho muy necesito no nos o para pero por porque puedo puede qué que quiero se ser "
    "si sí sin sobre son su sus tarda tengo tiene tienen un una usted y ya yo hacer",
    "it": "a al alla anche buongiorno che chi ci ciao come con cosa costa da dal del della delle "
    "di dove e è gli grazie ha ho i il in io la le lo ma mi mia mio nel nella non o per perché "
    "posso può quale quando quanto quanti questo questa se sei si sono su sul un una uno voi "
    "vorrei vostro avete salve",
    "pt": "a ao aos as até bom boa com como custa da das de do dos dia e é ela ele em entre essa "
    "esse esta está este eu foi há isso já lhe mais mas me meu meus minha muito na nas não no nos "
    "o obrigado obrigada olá onde os ou para pela pelo por porque posso pode qual quando quanto "
    "que quero se sem ser são seu sua tem tenho têm um uma você vocês fazer",
    "nl": "aan als al bij ben dag dan dat de deze die dit door een en er geen goede goedendag "
    "graag hallo heb hebben heeft het hoe hoeveel hun ik in is ja je jullie kan kost kunnen kunt "
    "maar me met mij mijn moet na naar niet nog nu of om onze ook op over te tot u uit uw van "
    "veel voor waar waarom wanneer was wat we wel welke werd wij wil wordt worden ze zich zijn zou",
    "lt": "ar arba aš apie be bet buvo būti dar diena dėl gali galima galiu iki ir iš į ją jei "
    "jis jums jūs jūsų kada kaip kainuoja kas kiek kodėl kokia koks kur kuris labas man mano mes "
    "mums ne nėra noriu norėčiau nuo per po prašau prie su tai tas tik turiu turite už yra jau "
    "ačiū laba",
    "ro": "a ai al am are aș aţi ați avem aveți bună că când care ce cât câte costă cu cum "
    "de despre din dar deja dumneavoastră este eu fără fi fost în îmi la mai mea meu mi mulțumesc "
    "nu o pe pentru poate pot prin sa să sau se sunt și şi un unde unei unui vă vreau vreți ziua "
    "acest această dacă",
    "hu": "a az és hogy nem is egy ez azt ezt van volt vagy vagyok mert meg már csak még mi mit "
    "mikor mennyi mennyibe kerül milyen hol hogyan miért ki kell lehet szeretnék szeretném kérem "
    "köszönöm jó napot nap nekem önök ön el le fel ha de sem minden amely kérek kérdésem tudok "
    "tudom kapok kapom be",
    "sv": "att av bara behöver blir de den dess det dig din ditt du där efter eller en ett för "
    "från får går god ha han har hej hur här i inte ingen jag kan kommer kostar man med men mig "
    "min mina mitt mycket många ni nu när och om oss på sin skulle snälla som till tack under upp "
    "ut vad var varför vi vid vill vilken är",
}


def written_in(text: str) -> str | None:
    """The code of the language that `text` is surely written in, or None."""
    words = _WORD.findall(text.casefold())[:READ]
    if len(words) < LEAST or not _STRANGE.isdisjoint("".join(words)):
        return None
    signs = {
        code: sum(word in _SMALL[code] for word in words)
        + sum(not _OWN[code].isdisjoint(word) for word in words)
        for code in _SMALL
    }
    best, second = sorted(signs, key=lambda code: -signs[code])[:2]
    tells = signs[best] >= SIGNS and signs[best] - signs[second] >= LEAD
    return best if tells else None


_SMALL = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_OWN = {code: frozenset(_LETTERS.get(code, "")) for code in _WORDS}
