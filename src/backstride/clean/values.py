"""What a cell can be: limits, days and times, sports, surfaces, places of pain."""

import re

import numpy as np
import pandas as pd

from backstride import schemas
from backstride.clean.audit import Rows, as_text, mapped, texts_of
from backstride.clean.log import folded, lookup
from backstride.schemas import LONGEST_RUN_KM, LONGEST_SESSION_H

# What a value can be: cells out of range are emptied, runs that cannot be are refused.

# Pace in min/km. No one has run any distance faster than 1:30 (the 100 m record is at 1:36) and
# no one a kilometre in 2:00; slower than 30:00 is standing.
IMPOSSIBLE_PACE, FAST_PACE, SLOW_PACE = 1.5, 2.0, 30.0
PAUSED = 3.0
_TOLD_KM = f"above 0 to {LONGEST_RUN_KM:g}"


def within(rows: Rows, column: str, low: float, high: float) -> Rows:
    """Empty the cells of `column` outside low to high (both inclusive), with a repair line."""
    values = rows.table[column]
    wrong = values.notna() & ~values.between(low, high)
    return rows.changed(wrong, column, np.nan, f"left empty: expected {low:g} to {high:g}")


def possible_runs(rows: Rows) -> Rows:
    """Empty impossible cells of sessions, then refuse runs that cannot have happened."""
    rows = _possible_times(within(within(rows, "rpe", 0, 10), "unpaved_share", 0, 1))
    rows = rows.refused(_distance_reasons(rows.table))
    rows = _possible_distances(rows)
    return _note_pace(rows.refused(_pace_reasons(rows.table)))


def _possible_times(rows: Rows) -> Rows:
    longest = LONGEST_SESSION_H * 60
    for column in ("duration_min", "elapsed_min"):
        minutes = rows.table[column]
        wrong = minutes.notna() & ~((minutes > 0) & (minutes <= longest))
        rows = rows.changed(
            wrong, column, np.nan, f"left empty: expected above 0 to {longest:g} minutes"
        )
    moving, elapsed = rows.table["duration_min"], rows.table["elapsed_min"]
    rows = rows.changed(
        elapsed < moving, "elapsed_min", np.nan, "left empty: shorter than the moving time"
    )
    rows = _with_moving_time(rows)
    long_pause = rows.table["elapsed_min"] > PAUSED * rows.table["duration_min"]
    return rows.noted(long_pause, "elapsed_min", elapsed, "kept: more than 3 times the moving time")


def _with_moving_time(rows: Rows) -> Rows:
    untimed = rows.table["duration_min"].isna() & rows.table["elapsed_min"].notna()
    elapsed = rows.table["elapsed_min"]
    return rows.changed(untimed, "duration_min", elapsed, "elapsed time taken: no moving time")


def _distance_reasons(runs: pd.DataFrame) -> pd.Series:
    distance, is_run = runs["distance_km"], runs["sport"] == "run"
    found = "distance_km: found " + as_text(distance).fillna("nothing")
    empty = ~(distance > 0) & ~(distance < 0) & runs["duration_min"].isna()
    wrong = (distance < 0) | (distance > LONGEST_RUN_KM)
    reasons = pd.Series(pd.NA, index=runs.index, dtype="str")
    reasons = reasons.mask(wrong, found + f", expected {_TOLD_KM}. Correct the cell.")
    no_run = f" and no duration, expected {_TOLD_KM}. Fill one in; a rest day needs no row."
    return reasons.mask(empty, found + no_run).where(is_run)


def _possible_distances(rows: Rows) -> Rows:
    distance = rows.table["distance_km"]
    wrong = distance.notna() & ~((distance > 0) & (distance <= LONGEST_RUN_KM))
    return rows.changed(wrong, "distance_km", np.nan, f"left empty: expected {_TOLD_KM} km")


def pace_of(runs: pd.DataFrame) -> pd.Series:
    """Minutes per kilometre of runs; missing for other sports and where a part is missing."""
    return (runs["duration_min"] / runs["distance_km"]).where(runs["sport"] == "run")


def _pace_reasons(runs: pd.DataFrame) -> pd.Series:
    found = "distance_km: found " + as_text(runs["distance_km"])
    found = found + " in " + as_text(runs["duration_min"].round(2)) + " minutes"
    reason = found + ", faster than anyone runs. Correct the distance or the duration."
    return reason.where(pace_of(runs) < IMPOSSIBLE_PACE)


def _note_pace(rows: Rows) -> Rows:
    pace = pace_of(rows.table)
    found = pace.round(2)
    rows = rows.noted(
        pace < FAST_PACE, "duration_min", found, "kept: a pace faster than 2 min per km"
    )
    return rows.noted(pace > SLOW_PACE, "duration_min", found, "kept: a pace slower than 30 min/km")


# Days and clock times: every row has a day, and it is the day of its clock time.

EARLIEST = pd.Timestamp("1970-01-01")
_CLOCK = re.compile(
    r"^(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:uhr|h)?\s*([ap])?\.?\s*m?\.?$"
)


def dated(rows: Rows, time_column: str | None = None) -> Rows:
    """Settle `date` at midnight of the day of `time_column`; refuse rows without a day.

    A day before 1970 is refused: it comes from an unset clock.
    """
    day = rows.table["date"].dt.normalize()
    if time_column is not None:
        of_time = rows.table[time_column].dt.normalize()
        differs = day.notna() & of_time.notna() & (day != of_time)
        done = "day of the clock time taken: " + of_time.dt.strftime("%Y-%m-%d").astype("str")
        rows = rows.noted(differs, "date", day.dt.strftime("%Y-%m-%d").astype("str"), done)
        day = of_time.fillna(day)
    return rows.with_column("date", day).refused(_reasons(day))


def _reasons(day: pd.Series) -> pd.Series:
    reasons = pd.Series(pd.NA, index=day.index, dtype="str")
    reasons = reasons.mask(day.isna(), "date: found nothing, expected a day. Fill the cell in.")
    found = "date: found " + day.dt.strftime("%Y-%m-%d").astype("str")
    return reasons.mask(day < EARLIEST, found + ", expected 1970-01-01 or later. Correct the cell.")


def without_early_days(rows: Rows, column: str) -> Rows:
    """Empty cells of a day column that lie before 1970."""
    early = rows.table[column] < EARLIEST
    return rows.changed(early, column, pd.NaT, "left empty: expected 1970-01-01 or later")


def clock_named(text: str) -> str | None:
    """Clock time as `HH:MM`, or None where the text is none.

    Examples
    --------
    >>> clock_named("7:05"), clock_named("19h30"), clock_named("07:05 pm"), clock_named("25:00")
    ('07:05', '19:30', '19:05', None)
    """
    match = _CLOCK.match(text.strip().casefold())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def clocked(rows: Rows, column: str = "time") -> Rows:
    """Bring a column of clock times to `HH:MM`; what is none is left empty."""
    found = rows.table[column]
    clock = mapped(found, clock_named)
    wrong = found.notna() & clock.isna()
    told = rows.noted(wrong, column, found, "left empty: expected a clock time HH:MM")
    return told.with_column(column, clock)


# Names of sports, in the words of the source, to the few that matter here.

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
    """Bring `sport` to `schemas.SPORTS` and keep the surface it tells in `sport_surface`.

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


# Spellings of what a run was on, to the classes of `schemas.SURFACES`.

_WORDS = lookup(
    {
        "road": "road | roads | street | paved | pavement | sidewalk | hard | path paved | Straße"
        " | Gehweg | Bürgersteig | Radweg | Pflaster | route | rue | chaussée | trottoir"
        " | carretera | calle | acera | pavimento | weg | straat | verhard"
        " | stoep | stoeptegels | klinkers",
        "asphalt": "asphalt | tarmac | blacktop | bitumen | tar | Teer | asphalte | goudron"
        " | macadam | enrobé | asfalto | asfalt",
        "concrete": "concrete | cement | Beton | Zement | béton | ciment | hormigón | concreto"
        " | cemento",
        "track": "track | running track | rubber track | rubber | tartan | tartan track | synthetic"
        " | Bahn | Tartanbahn | Laufbahn | Stadion | Kunststoffbahn | Kunststoff | piste"
        " | piste d'athlétisme | stade | pista | pista de atletismo | tartán | estadio | baan"
        " | atletiekbaan | sintelbaan | kunststofbaan",
        "trail": "trail | trails | gravel | dirt | dirt road | dirt path | forest | forest path"
        " | woods | path | unpaved | offroad | off-road | mud | fire road | singletrack | woodchip"
        " | Waldweg | Wald | Waldboden | Schotter | Kies | Feldweg | Forstweg | Gelände | Pfad"
        " | unbefestigt | Erde | Finnenbahn | sentier | chemin | terre | gravier | forêt"
        " | sous-bois | sendero | camino | tierra | grava | bosque | monte | bospad | bos"
        " | onverhard | grind | zandpad | pad | schelpenpad",
        "grass": "grass | lawn | turf | field | Gras | Rasen | Wiese | herbe | gazon | pelouse"
        " | hierba | césped | pasto",
        "treadmill": "treadmill | treadmills | belt | dreadmill | indoor | Laufband | tapis"
        " | tapis de course | tapis roulant | cinta | cinta de correr | caminadora | loopband",
        "unknown": "unknown | unbekannt | inconnu | inconnue | desconocido | desconocida"
        " | onbekend",
    }
)


def surface_named(text: str) -> str | None:
    """Surface that a word means, or None for a word not known here.

    Examples
    --------
    >>> surface_named("Waldweg"), surface_named("TARMAC"), surface_named("lava")
    ('trail', 'asphalt', None)
    """
    return _WORDS.get(folded(text))


def named_surfaces(rows: Rows) -> Rows:
    """Bring `surface` to `schemas.SURFACES`; what nothing tells is `unknown`.

    The source's own word comes first, then a sport that says treadmill or track, then the larger
    part of a known unpaved share, then a sport that says trail or road.
    """
    found = rows.table["surface"]
    named = mapped(found, surface_named)
    strange = found.notna() & named.isna()
    allowed = texts_of(schemas.SURFACES)
    told = rows.noted(strange, "surface", found, f"unknown surface: use one of {allowed}")
    return _from_sport(told.with_column("surface", _with_share(told.table, named)))


def _with_share(runs: pd.DataFrame, named: pd.Series) -> pd.Series:
    share = runs["unpaved_share"]
    larger = pd.Series("road", index=runs.index).mask(share > 0.5, "trail")
    indoors = runs["sport_surface"].isin(["treadmill", "track"])
    return named.mask(_unsaid(named) & ~indoors & share.notna(), larger)


def _from_sport(rows: Rows) -> Rows:
    runs = rows.table
    taken = _unsaid(runs["surface"]) & runs["sport_surface"].notna()
    done = "surface taken from the sport: " + runs["sport_surface"]
    told = rows.noted(taken, "surface", runs["sport_found"], done)
    surface = runs["surface"].mask(taken, runs["sport_surface"])
    return told.with_column("surface", surface.fillna("unknown"))


def _unsaid(surface: pd.Series) -> pd.Series:
    return surface.isna() | (surface == "unknown")


# Words for where and when it hurts.

LOWER_BACK = "lower back"
_LOWER_BACK = lookup(
    {
        LOWER_BACK: "lower back | low back | lowback | lower back pain | low back pain | LBP"
        " | lumbar | lumbar spine | lumbago | small of the back | unterer Rücken | unterrücken"
        " | unten am Rücken | Kreuz | Kreuzschmerz | Kreuzschmerzen | Lendenwirbelsäule | LWS"
        " | Lende | Lenden | bas du dos | bas de dos | lombaire | lombaires | lombalgie | reins"
        " | mal de dos bas | zona lumbar | lumbar baja | espalda baja | parte baja de la espalda"
        " | lumbares | lumbalgia | onderrug | lage rug | lage rugpijn | onderrugpijn | lendenen"
    }
)
# These say back only; the repair line states that the lower back is meant.
_BACK = lookup(
    {
        LOWER_BACK: "back | back pain | backache | Rücken | Rückenschmerz | Rückenschmerzen | dos"
        " | mal de dos | mal au dos | espalda | dolor de espalda | rug | rugpijn"
    }
)
_TIMES_OF_DAY = lookup(
    {
        "before-run": "before run | pre run | prerun | before | pre | vor dem Lauf | vorher | avant"
        " | avant la course | antes | antes de correr | voor | voor het lopen",
        "after-run": "after run | post run | postrun | after | post | nach dem Lauf | nachher"
        " | après | après la course | después | después de correr | na | na het lopen",
        "morning": "morning | am | Morgen | morgens | früh | vormittags | matin | mañana"
        " | por la mañana | ochtend | 's ochtends",
        "midday": "midday | mid | noon | afternoon | Mittag | mittags | nachmittags | midi"
        " | après-midi | mediodía | tarde | middag | 's middags",
        "evening": "evening | pm | night | Abend | abends | nachts | soir | nuit | noche"
        " | por la noche | avond | 's avonds | nacht",
    }
)


def site_named(text: str) -> str:
    """Site as the log spells it: `lower back` in any of five languages, else the word itself.

    Examples
    --------
    >>> site_named("Onderrug"), site_named("Left  Shoulder")
    ('lower back', 'left shoulder')
    """
    word = folded(text)
    return _LOWER_BACK.get(word) or _BACK.get(word) or " ".join(text.casefold().split())


def named_sites(rows: Rows) -> Rows:
    """Bring `site` to one spelling; a diary that names no site is about the lower back."""
    found = rows.table["site"]
    vague = mapped(found, lambda text: _BACK.get(folded(text))).notna()
    told = rows.noted(vague, "site", found, f"taken for {LOWER_BACK}")
    site = mapped(found, site_named).fillna(LOWER_BACK)
    return told.with_column("site", site.mask(site == "", LOWER_BACK))


def named_times_of_day(rows: Rows) -> Rows:
    """Bring `time_of_day` to `schemas.TIMES_OF_DAY`; a word not known here is left empty."""
    found = rows.table["time_of_day"]
    named = mapped(found, lambda text: _TIMES_OF_DAY.get(folded(text)))
    strange: pd.Series = found.notna() & named.isna()
    told = rows.noted(strange, "time_of_day", found, "left empty: not a part of the day")
    return told.with_column("time_of_day", named)
