"""Words that say nothing, in the languages of the house."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WEAK = {
    "en": """
        click here | click | here | read more | more | learn more | see more | find out more | link | this link |
        this | this one | this article | this post | see here | read here | over here | details | more details |
        more info | more information | continue | continue reading | read on
    """,
    "ru": """
        здесь | тут | сюда | по ссылке | ссылка | ссылке | по этой ссылке | этой ссылке | эта ссылка | нажмите
        здесь | нажмите сюда | кликните здесь | жмите сюда | подробнее | подробнее здесь | подробности | далее |
        читать далее | читайте далее | читать | читать дальше | ещё | еще | больше | узнать больше | перейти |
        смотреть | смотрите здесь
    """,
    "kk": """
        осында | мұнда | мында | осы жерде | осы жерден | осы сілтеме | сілтеме | сілтеме бойынша | мына сілтеме
        | мына сілтемеде | осы сілтемеде | осында басыңыз | мұнда басыңыз | толығырақ | толық | оқу | әрі қарай |
        әрі қарай оқу | жалғасы | көбірек | өту
    """,
    "ky": """
        бул жерде | бул жерден | мында | ушул жерде | ушул жерден | шилтеме | шилтеме боюнча | бул шилтеме | ушул
        шилтеме | бул шилтемеде | бул жерди басыңыз | кененирээк | толугураак | толук | окуу | андан ары |
        уландысы | көбүрөөк | өтүү
    """,
    "uk": """
        тут | ось тут | сюди | за посиланням | посилання | за цим посиланням | цим посиланням | це посилання |
        натисніть тут | натисніть сюди | клікніть тут | докладніше | детальніше | подробиці | далі | читати далі
        | читати | більше | дізнатися більше | ще | перейти
    """,
    "fr": """
        ici | cliquez ici | cliquer ici | par ici | là | lien | ce lien | le lien | lire la suite | lire plus |
        la suite | suite | en savoir plus | plus | plus d’infos | plus d'infos | plus d’informations | plus
        d'informations | voir | voir ici | voir plus | détails | continuer
    """,
    "es": """
        aquí | aqui | haga clic aquí | haz clic aquí | clic aquí | pulse aquí | pincha aquí | enlace | este
        enlace | el enlace | leer más | lee más | más | ver más | más información | saber más | seguir leyendo |
        ver | ver aquí | detalles | continuar
    """,
    "de": """
        hier | klicken sie hier | klicke hier | hier klicken | link | dieser link | diesem link | diesen link |
        mehr | mehr dazu | mehr lesen | mehr erfahren | weiterlesen | weiter | lesen sie mehr | mehr
        informationen | weitere informationen | details | hier lesen | siehe hier
    """,
    "ar": """
        هنا | اضغط هنا | انقر هنا | اضغطوا هنا | من هنا | على هذا الرابط | هذا الرابط | الرابط | رابط | المزيد |
        اقرأ المزيد | للمزيد | لمزيد من المعلومات | تابع القراءة | التفاصيل
    """,
}

_PICTURES = """
    image | img | photo | picture | pic | graphic | screenshot | logo | icon | illustration | figure | фото |
    фотография | изображение | картинка | рисунок | иллюстрация | скриншот | логотип | сурет | фотосурет |
    бейне | сүрөт | зображення | світлина | малюнок | ілюстрація | photographie | imagen | foto | fotografía
    | bild | abbildung | صورة
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in words.split("|"))


WEAK: Mapping[str, frozenset[str]] = MappingProxyType({lang: _set(words) for lang, words in _WEAK.items()})
"""Language to what a link may say that tells nobody where it leads; in lower case."""

PICTURE_WORDS = _set(_PICTURES)
"""Alternative texts that only say that there is a picture."""
