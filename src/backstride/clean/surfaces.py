"""Spellings of what a run was on, to the classes of `tables.SURFACES`."""

import pandas as pd

from backstride import tables
from backstride.clean.rows import Rows, mapped, texts_of
from backstride.clean.words import folded, lookup

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
    """Bring `surface` to `tables.SURFACES`; what nothing tells is `unknown`.

    The source's own word comes first, then a sport that says treadmill or track, then the larger
    part of a known unpaved share, then a sport that says trail or road.
    """
    found = rows.table["surface"]
    named = mapped(found, surface_named)
    strange = found.notna() & named.isna()
    allowed = texts_of(tables.SURFACES)
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
