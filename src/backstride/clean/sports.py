"""Names of sports, in the words of the source, to the few that matter here."""

import re

from backstride.clean.rows import Rows, mapped
from backstride.clean.words import folded

# Looked for in this order in folded text; the first that fits is the sport. Sports whose names
# contain another's (ski *lauf*, horse *riding*) come first, treadmill and trail come last,
# with kinds of session, because one can walk on them too.
_SPORT_WORDS = (
    (
        "other",
        r"ski|nart|langrenn|skat|langlauf|eislauf|schlittschuh|rollschuh|inliner|snow|schnee|neige|nieve"
        r"|horse|reiten|equitation|motor|golf|yoga|joga|pilates|stretch|rowing|rudern|aviron"
        r"|remo\b|roei|kajak|kayak|canoe|kanu|paddl|surf|sail|segel|climb|kletter|escalad|boulder"
        r"|tennis|badminton|squash|soccer|football|fussball|voetbal|futbol|basket|volley|handball"
        r"|hockey|rugby|box|danc|danse|tanz|danza|ellipti|crosstrainer|stair|cardio|hiit"
        r"|triathlon|multisport|meditat|breath|breathwork|\bworkout$|^training$|^other$|^sonstiges$"
        r"|^autre$|^otros?$|^overig$|^andere$|^outros?$|^sonstige$|^inne$|^egyeb$|multi sport"
        r"|transition|fitness equipment|baseball|softball|cricket|billiard|bowling|racquet|tai chi"
        r"|martial|hula|gliding|high intensity|preparation|track and field|swim bike run"
        r"|wheelchair",
    ),
    (
        "strength",
        r"strength|weight|kraft|muscul|\bgym|fuerza|pesas|kracht|styrk|silow|\bforca"
        r"|crossfit|renforcement|core\b|functional|erosit|eronlet",
    ),
    (
        "swim",
        r"swim|schwimm|natation|\bnage|natac|zwem|svom|simning|\bsimma|plywan|uszas|open water",
    ),
    (
        "ride",
        r"\bride|\briding|cycl|bik(e|ing)|fahrrad|\brad(fahr|sport|tour)?|velo|bici|cicl"
        r"|fiets|wielren|cykl|cykel|kolar|\brower|spinning|\bmtb|^vtt$|kerekpar|handbike",
    ),
    (
        "run",
        r"run\b|runs\b|running|jog|lauf(?!band)|\bcourse|courir|carrera|correr|\bcorrida|\bcorre"
        r"|hardlo|\blob\b|lob\b|\blobe(?!band)|lopning|\blopa|\blopp?\b|bieg(?!ow)|biegan|footing"
        r"|futas|futopad|obstacle rac",
    ),
    (
        "walk",
        r"walk|hik(e|ing)|wander|spazier|\bgehen|marche|randonn|camin|senderism|wandel|vandr"
        r"|promenad|\bgang\b|\bga(tur)?\b|spacer|\bchod|wedrow|trek|gyalog|\bseta\b|turaz|rucking",
    ),
    (
        "run",
        r"treadmill|laufband|loopband|tapis|esteira|cinta|lopband|lobeband|biezni|trail|track"
        r"|marathon|fartlek|interval|\btempo|\beasy\b|\brace\b|recovery"
        r"|fahrtspiel|wettkampf|regeneration",
    ),
)
_PATTERNS = [(sport, re.compile(words)) for sport, words in _SPORT_WORDS]

_SURFACE_WORDS = {
    "treadmill": r"treadmill|laufband|loopband|tapis|esteira|cinta|lopband|lobeband"
    r"|biezni(?! stadion)|futopad|virtual|virtuel|virtueel|wirtualn",
    "track": r"track|bahn\b|bahnlauf|piste|pista|\bbaan|\bban[ae]|\bbanlop"
    r"|stadion|palya",
    "trail": r"trail|gelande|wald|sentier|sender|trilha|terreng|\bsti\b|\bsti\s?lob|terenow"
    r"|terenie|przelaj|terrang|terepfut|montana",
    "road": r"street|road|strasse|\broute|carretera|calle|\bweg\b|straat|\brua\b|\bgade|gatu|ulic"
    r"|\burban|\butcai",
}
# An indoor run is on a treadmill unless it names the track.
_INDOOR = re.compile(
    r"indoor|halle|interieur|interior|binnen|inomhus|indendors|w pomieszcz|en salle|belteri"
)
_SURFACE_PATTERNS = [(name, re.compile(words)) for name, words in _SURFACE_WORDS.items()]


def sport_named(text: str) -> str | None:
    """Sport that a word of a source means, or None for a word not known here.

    Examples
    --------
    >>> sport_named("Hardloopsessie"), sport_named("Skilanglauf"), sport_named("Quidditch")
    ('run', 'other', None)
    """
    words = folded(text.removeprefix("HKWorkoutActivityType"))
    return next((sport for sport, pattern in _PATTERNS if pattern.search(words)), None)


def surface_of_sport(text: str) -> str | None:
    """Surface that the name of a running sport tells, or None.

    Examples
    --------
    >>> surface_of_sport("Trailløb"), surface_of_sport("Indoor Track"), surface_of_sport("Run")
    ('trail', 'track', None)
    """
    words = folded(text)
    told = next((name for name, pattern in _SURFACE_PATTERNS if pattern.search(words)), None)
    return told or ("treadmill" if _INDOOR.search(words) else None)


def named_sports(rows: Rows) -> Rows:
    """Bring `sport` to `tables.SPORTS` and keep the surface it tells in `sport_surface`.

    A missing sport is a run: a source passes it so only where it is a table of runs. A word not
    known here counts as `other`, with a repair line.
    """
    found = rows.table["sport"]
    sport = mapped(found, sport_named).mask(found.isna(), "run")
    unknown = sport.isna()
    surface = mapped(found, surface_of_sport).where(sport == "run")
    told = rows.noted(unknown, "sport", found, "not a sport known here: counted as other")
    return (
        told.with_column("sport", sport.mask(unknown, "other"))
        .with_column("sport_surface", surface)
        .with_column("sport_found", found)
    )
