"""What the header of a column of pain ratings says: site, part of the day, scale."""

import re
from dataclasses import dataclass

from backstride.readers.text import alias_key, split_unit, word_set

_RATING_WORDS = word_set(
    "pain pains ache schmerz schmerzen douleur douleurs dolor dolores pijn rating severity "
    "intensity nrs vas schmerzstarke schmerzlevel schmerzwert schmerzskala bewertung "
    "intensite intensidad intensiteit backache"
)
_SITE_WORDS = word_set(
    "back lower low upper lumbar neck shoulder knee hip ankle foot calf shin achilles "
    "hamstring glute leg left right rucken unterer unteren nacken schulter knie hufte wade "
    "fuss schienbein links rechts linkes rechtes kreuz lenden dos bas lombaire lombaires cou "
    "epaule genou hanche cheville pied mollet gauche droite espalda baja lumbares cuello "
    "hombro rodilla cadera tobillo pie pantorrilla izquierda derecha rug onderrug nek "
    "schouder heup enkel voet kuit"
)
_PARTS_OF_DAY = {
    word: part
    for part, line in {
        "before-run": "before pre prerun vor vorher avant antes voor vooraf",
        "after-run": "after post postrun nach nachher danach apres despues na erna",
        "morning": "morning morgen morgens fruh matin manana ochtend",
        "midday": "midday noon mittag mittags midi mediodia middag",
        "evening": "evening night pm abend abends soir noche avond nacht",
    }.items()
    for word in line.split()
}
_FILLERS = word_set(
    "run running lauf laufen course courir carrera correr loop lopen level score scale skala "
    "value wert amount de du des la le el del au a al in im am an the my of dem der het in "
    "on intensitat starke index worst max"
)
_CLOCK_WORDS = word_set("time clock uhrzeit zeit heure hora tijd tijdstip")
# rugpijn, Rückenschmerzen: the site and the word for pain are one word
_COMPOUND = re.compile(r"(\w{3,})(schmerz(?:en)?|pijn)\b")


@dataclass(frozen=True)
class PainHeader:
    """What a header of ratings says; None where it says nothing."""

    site: str | None
    time_of_day: str | None
    scale: str | None


def pain_header(cell: str) -> PainHeader | None:
    """Read a header as one of pain ratings, or None if it is not.

    Examples
    --------
    >>> pain_header("pain_before")
    PainHeader(site=None, time_of_day='before-run', scale=None)
    >>> pain_header("Rückenschmerzen morgens (0-10)")
    PainHeader(site='rücken', time_of_day='morning', scale='0-10')
    >>> pain_header("pain medication") is None
    True
    """
    name, scale = split_unit(cell)
    if scale is not None and not re.match(r"^\d", scale):
        return None
    spelled = _COMPOUND.sub(r"\1 \2", re.sub(r"[\W_]", " ", name.casefold())).split()
    tokens = [alias_key(word) for word in spelled]
    parts = [_PARTS_OF_DAY[token] for token in tokens if token in _PARTS_OF_DAY]
    if not parts and tokens[-1:] == ["am"]:
        parts = ["morning"]
    sites = [place for place, token in enumerate(tokens) if token in _SITE_WORDS]
    known = _RATING_WORDS | _SITE_WORDS | _FILLERS | _PARTS_OF_DAY.keys()
    if not set(tokens) & _RATING_WORDS or not set(tokens) <= known or len(set(parts)) > 1:
        return None
    site = " ".join(spelled[sites[0] : sites[-1] + 1]) if sites else None
    return PainHeader(site, parts[0] if parts else None, scale)


def clock_header(cell: str) -> str | None:
    """The part of the day whose clock time a header announces, or None.

    Examples
    --------
    >>> clock_header("time before run"), clock_header("Uhrzeit abends"), clock_header("time")
    ('before-run', 'evening', None)
    """
    tokens = alias_key(cell).split()
    parts = {_PARTS_OF_DAY[token] for token in tokens if token in _PARTS_OF_DAY}
    known = _CLOCK_WORDS | _FILLERS | _PARTS_OF_DAY.keys()
    if len(parts) != 1 or not set(tokens) & _CLOCK_WORDS or not set(tokens) <= known:
        return None
    return parts.pop()
