"""Names of the columns of Garmin Connect's Activities.csv, in a dozen languages."""

import re

from backstride.readers.text import alias_key, words

COLUMNS = words(
    {
        "type": "Activity Type | Aktivitetstype | Aktivitetstyp | Aktivitätstyp | "
        "Tipo de atividade | Typ aktywności | Rodzaj aktywności | Tevékenység típusa | "
        "Tevékenységtípus | Tipo de actividad | Type d'activité | Activiteittype | "
        "Type activiteit | Tipo di attività | Tipo attività",
        "date": "Date | Dato | Datum | Data | Dátum | Fecha | Start | Start Time | Startzeit | "
        "Starttid | Starttidspunkt | Início | Inicio | Début | Początek | Kezdés",
        "favorite": "Favorite | Favorit | Favorito | Ulubione | Ulubiony | Ulubiona | Kedvenc | "
        "Favori | Favoritt | Favoriet | Preferito | Preferiti",
        "title": "Title | Titel | Título | Tytuł | Cím | Titre | Tittel | Titolo | "
        "Activity Name | Aktivitätsname | Aktivitetsnavn | Aktivitetsnamn | "
        "Nom de l'activité | Nombre de la actividad | Nome da atividade | Nazwa aktywności",
        "distance": "Distance | Distans | Sträcka | Distanz | Distância | Dystans | Odległość | "
        "Távolság | Táv | Distancia | Distanse | Afstand | Distanza",
        "calories": "Calories | Kalorier | Kalorien | Calorias | Kalorie | Suma kalorii | "
        "Kalória | Kalóriák | Összes kalória | Calorías | Totale kalorier | Total Calories | "
        "Total kalorier | Kalorien gesamt | Calorieën | Calorie",
        "time": "Time | Tid | Zeit | Tempo | Tempo total | Czas | Idő | Tiempo | Durée | Temps | "
        "Tijd | Activity Time | Total Time | Samlet tid | Total tid | Gesamtzeit | "
        "Czas całkowity | Teljes idő | Tiempo total | Durée totale",
        "avg_hr": "Avg HR | Gennemsnitlig puls | Gns. puls | Medelpuls | Genomsnittlig puls | "
        "Snittpuls | Ø HF | Ø Herzfrequenz | FC Média | Frequência cardíaca média | "
        "Średnie tętno | Átl. pulzusszám | Átlagos pulzusszám | Átlagos pulzus | FC media | "
        "Frecuencia cardiaca media | FC moyenne | Fréquence cardiaque moyenne | "
        "Gjennomsnittlig puls | Gem. HS | FC Media",
        "max_hr": "Max HR | Maks. puls | Maksimal puls | Maxpuls | Max. puls | Högsta puls | "
        "Max. HF | Maximale Herzfrequenz | FC máxima | Frequência cardíaca máxima | "
        "Maksymalne tętno | Max. pulzusszám | Maximális pulzusszám | Maximális pulzus | "
        "FC máx. | Frecuencia cardiaca máxima | FC maximale | FC max. | "
        "Fréquence cardiaque maximale | Makspuls | Max. HS",
        "moving": "Moving Time | Tid i bevægelse | Tid i rörelse | Zeit in Bewegung | "
        "Tempo em movimento | Czas ruchu | Czas w ruchu | Mozgási idő | "
        "Mozgásban töltött idő | Mozgással töltött idő | Tiempo en movimiento | "
        "Temps de déplacement | Temps en mouvement | Tid i bevegelse | Tijd in beweging",
        "elapsed": "Elapsed Time | Tidsforbrug | Forløbet tid | Förfluten tid | Förbrukad tid | "
        "Verstrichene Zeit | Abgelaufene Zeit | Tempo transcorrido | Tempo decorrido | "
        "Upłynęło czasu | Czas, który upłynął | Upływający czas | Eltelt idő | "
        "Tiempo transcurrido | Temps écoulé | Medgått tid | Verstreken tijd",
        "steps": "Steps | Skridt | Steg | Schritte | Passos | Kroki | Lépések | Lépésszám | "
        "Pasos | Pas | Skritt | Stappen",
    }
)
"""Alias key → meaning, of the columns that are the same in every sport."""

NEEDED = frozenset({"type", "date", "distance", "time"})
TYPICAL = frozenset({"favorite", "title", "calories", "avg_hr", "max_hr"})

_STRIDE = re.compile(
    r"stride|schrittlange|skridtlængde|skrittlengde|steglangd|passada|zancada|foulee|kroku"
    r"|lepeshossz|staplengte|paslengte|falcata"
)
_CADENCE = re.compile(
    r"cadence|schrittfrequenz|kadence|kadens|cadencia|rytm|utem|frekvens for løping|skridtfrekvens"
)
# cadences of other sports, and the highest of a run
_NOT_CADENCE = re.compile(
    r"max|maks|bike|cycl|cykel|cykl|fahrrad|\brad|bicicleta|ciclis|velo|rower|kerekpar|kolar|stroke"
)


def is_activities(keys: frozenset[str]) -> bool:
    """Whether a header with these alias keys is that of an Activities.csv."""
    names = {COLUMNS.get(key) for key in keys}
    return names >= NEEDED and len(names & TYPICAL) >= 2


def stride_label(header: tuple[str, ...]) -> str | None:
    """Label of the average stride length, or None.

    Examples
    --------
    >>> stride_label(("Distanz", "Ø Schrittlänge"))
    'Ø Schrittlänge'
    """
    return next((label for label in header if _STRIDE.search(alias_key(label))), None)


def cadence_label(header: tuple[str, ...]) -> str | None:
    """Label of the average cadence of runs, or None.

    Examples
    --------
    >>> cadence_label(("Avg Bike Cadence", "Max Run Cadence", "Avg Run Cadence"))
    'Avg Run Cadence'
    """
    keys = {label: alias_key(label) for label in header}
    fitting = (
        label
        for label, key in keys.items()
        if _CADENCE.search(key) and not _NOT_CADENCE.search(key)
    )
    return next(fitting, None)
