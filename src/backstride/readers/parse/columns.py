"""Which columns of a person's own table mean what, in five languages."""

import re
from dataclasses import dataclass

from backstride.readers.parse.table import Sheet
from backstride.readers.parse.text import alias_key, split_unit, word_set, words

# Names that people give the columns of their own tables: en, de, fr, es, nl, and our own.

FIELDS = words(
    {
        "date": "date | day | datum | tag | fecha | dia | jour | dag | full date | "
        "activity date | training date | trainingsdatum",
        "start": "start | start time local | startzeitpunkt | started at | begin",
        "rated_at": "rated at",
        "entered_at": "entered at | entered on | entered | typed at | typed on | filled in at | "
        "filled in on | submitted at | eingetragen am | eingegeben am | saisi le | ingevuld op | "
        "ingevoerd op | anotado el | rellenado el",
        "timestamp": "timestamp | time stamp | zeitstempel | datetime | date time | "
        "date and time | datum und uhrzeit | datum uhrzeit | horodateur | marca temporal | "
        "tijdstempel | fecha y hora | date et heure | datum en tijd",
        "clock": "clock | clock time | start time | time of start | uhrzeit | startzeit | hora | "
        "hora de inicio | heure | heure de debut | starttijd | tijdstip | pain time",
        "time": "time | zeit | tijd | temps | tiempo",
        "time_of_day": "time of day | part of day | tageszeit | moment | moment de la journee | "
        "momento del dia | momento | dagdeel | when | wann | quand | cuando | wanneer",
        "runner": "runner | athlete | laufer | lauferin | coureur | coureuse | corredor | "
        "corredora | loper | loopster",
        "sport": "sport | sport type | activity | activity type | type | aktivitat | sportart | "
        "art | activite | type d activite | deporte | actividad | tipo | tipo de actividad | "
        "activiteit | activiteitstype",
        "distance": "distance | dist | mileage | distanz | strecke | entfernung | distancia | "
        "afstand | km | kilometer | kilometers | kilometres | kilometros | mile | miles | meilen | "
        "millas | mijl | mijlen | gelaufene km | run distance | laufstrecke",
        "unit": "unit | distance unit | einheit | unite | unidad | eenheid | units",
        "duration": "duration | moving time | run time | running time | elapsed moving | dauer | "
        "laufzeit | bewegungszeit | zeit gelaufen | duree | duree totale | duracion | duur | "
        "beweegtijd | gesamtzeit | minutes | minuten | min | mins | minutos",
        "elapsed": "elapsed | elapsed time | total time | verstrichene zeit | temps ecoule | "
        "tiempo transcurrido | verstreken tijd",
        "surface": "surface | terrain | ground | untergrund | belag | oberflache | sol | "
        "revetement "
        "| superficie | terreno | ondergrond",
        "unpaved_share": "unpaved share | unbefestigt | unpaved",
        "shoe": "shoe | shoes | pair | shoe name | gear | schuh | schuhe | laufschuh | "
        "laufschuhe | "
        "schuhpaar | chaussure | chaussures | paire | zapatilla | zapatillas | calzado | schoen | "
        "schoenen | ausrustung",
        "rpe": "rpe | perceived exertion | exertion | effort | anstrengung | "
        "gefuhlte anstrengung | belastung | effort percu | effort ressenti | esfuerzo | "
        "esfuerzo percibido | inspanning",
        "start_km": "start km | km at start | km before | initial km | starting km | "
        "start distance | anfangskilometer | km zu beginn | km anfangs | km vorher | "
        "km au depart | km initial | km initiaux | km inicial | km iniciales | begin km | "
        "km bij start | startkilometers",
        "first_day": "first day | first used | first use | bought | purchased | purchase date | "
        "in use since | since | erster tag | gekauft am | gekauft | seit | premier jour | "
        "achete le | depuis | primer dia | comprado | desde | eerste dag | gekocht | sinds",
        "retired_on": "retired on | retired | last day | last used | ausgemustert | "
        "ausgemustert am | letzter tag | dernier jour | retire le | ultimo dia | retirado | "
        "laatste dag | afgedankt",
        "habit": "habit | exercise | exercise name | ubung | gewohnheit | exercice | habitude | "
        "ejercicio | habito | oefening | gewoonte",
        "dose": "dose | amount | quantity | how much | dosis | menge | anzahl | quantite | "
        "cantidad | hoeveelheid | aantal | repetitions | reps | sets | wiederholungen",
        "dose_unit": "dose unit | dosiseinheit",
        "note": "note | notes | comment | comments | notiz | notizen | bemerkung | kommentar | "
        "remarque | remarques | commentaire | nota | notas | comentario | opmerking | "
        "opmerkingen | "
        "notitie",
        "site": "site | location | where | body part | ort | stelle | korperteil | "
        "schmerzort | lieu | endroit | zone | lugar | zona | parte | plaats | waar | "
        "lichaamsdeel | "
        "pain location | pain site",
        "scale": "scale | skala | echelle | escala | schaal | pain scale",
        "sleep_h": "sleep | slept | hours slept | sleep hours | schlaf | schlafdauer | "
        "stunden schlaf | sommeil | heures de sommeil | sueno | horas de sueno | slaap | "
        "uren slaap",
        "stress": "stress | stress level | stresslevel | estres | niveau de stress",
        "sitting_h": "sitting | sat | hours sitting | sitting time | sitzen | sitzzeit | "
        "gesessen | "
        "stunden sitzen | position assise | heures assis | assis | sentado | horas sentado | "
        "zitten | uren zitten | zittijd",
        "illness": "illness | ill | sick | sickness | krank | krankheit | maladie | malade | "
        "enfermedad | enfermo | ziek | ziekte",
        "medication": "medication | medicine | meds | painkiller | painkillers | pain medication | "
        "medikament | medikamente | schmerzmittel | medicament | medicaments | antidouleur | "
        "medicacion | medicamento | medicamentos | analgesico | medicatie | medicijn | pijnstiller "
        "| pijnstillers",
        "device": "device | recorded with | recorded by | gerat | aufgezeichnet mit | appareil | "
        "dispositivo | apparaat",
        "ours": "source | source row",
    }
)
"""Alias key → field. `ours` are columns of a log that Backstride wrote and need not read."""

YES = word_set("yes y true x ✓ ✔ done ja j wahr oui o vrai fait si s verdadero hecho waar gedaan")
NO = word_set(
    "no n false 0 none nein falsch kein keine keins non faux aucun aucune rien falso ninguno "
    "ninguna nada nee onwaar geen"
)


# Names that people give the exercises of a habit log: en, de, fr, es, nl.

EXERCISE_NAMES = {
    "stretching": "stretching | stretch | stretches | hamstring | hamstrings"
    " | hamstring stretch | hamstring stretches | hamstring stretching | stretch hamstrings"
    " | stretching hamstrings | stretched | stretched hamstrings | Dehnen | Dehnung"
    " | Dehnübungen | Beinrückseite dehnen | Hamstrings dehnen | Stretchen | étirement"
    " | étirements | étirement ischio-jambiers | étirements ischio-jambiers | ischio-jambiers"
    " | estiramiento | estiramientos | estirar | estiramiento isquiotibiales"
    " | estiramientos isquiotibiales | isquiotibiales | rekken | hamstrings rekken"
    " | rekoefeningen",
    "warm-up": "warm up | warm ups | warmup | warmed up | warming up | dynamic warm up"
    " | warm up before run | warm up before the run | Aufwärmen | Einlaufen | Warmmachen"
    " | échauffement | échauffements | calentamiento | opwarmen | opwarming",
    "cross-training": "cross training | crosstraining | cross train | other sport"
    " | other sports | Ausgleichssport | Ausgleichstraining | anderer Sport"
    " | entraînement croisé | autre sport | entrenamiento cruzado | otro deporte | andere sport"
    " | kruistraining",
    "strength": "strength | strength training | strength session | strength work"
    " | strength workout | strengthening | weights | weight training | resistance training | gym"
    " | core | core training | core workout | core exercises | core work | Kraft"
    " | Krafttraining | Rumpftraining | Kräftigung | Kräftigungsübungen | renforcement"
    " | renforcement musculaire | musculation | gainage général | fuerza"
    " | entrenamiento de fuerza | krachttraining | kracht",
    "plank": "plank | planks | planking | plank hold | plank holds | front plank | front planks"
    " | forearm plank | forearm planks | elbow plank | high plank | Unterarmstütz | Planke"
    " | Planken | Plank halten | gainage | planche | plancha | planchas | plancha abdominal",
    "side-plank": "side plank | side planks | Seitstütz | planche latérale | gainage latéral"
    " | plancha lateral | zijplank | zijplanken",
    "mountain-climber": "mountain climber | mountain climbers | mountainclimber"
    " | mountainclimbers | mountain climbing exercise | Bergsteiger | grimpeur | grimpeurs"
    " | escalador | escaladores | bergbeklimmer | bergbeklimmers",
    "maintenance": "maintenance | maintenance exercises | prehab | Pflege | entretien"
    " | mantenimiento | onderhoud",
    "superman": "superman | supermans | supermen | superman hold | superman holds"
    " | superman pose | superman exercise | Supermann | back extension | back extensions",
    "lacrosse-ball": "lacrosse ball | lacrosse balls | lacrosse ball hip | lacrosse ball hips"
    " | hips lacrosse ball | lacrosse ball on hips | lacrosse ball under hips"
    " | lacrosse ball glute | lacrosse ball glutes | lacrosse ball under glute"
    " | lacrosse ball under glutes | lacrosse ball under each glute | lacrosse ball massage"
    " | lacrosse | tennis ball | tennis ball hips | tennis ball glutes"
    " | tennis ball under glutes | tennis ball under each glute | massage ball | ball massage"
    " | trigger ball | glute ball | Lacrosseball | Tennisball | Faszienball | Massageball"
    " | balle de lacrosse | balle de tennis | balle de massage | pelota de lacrosse"
    " | pelota de tenis | pelota de masaje | lacrossebal | tennisbal | massagebal",
    "seated-forward-fold": "seated forward fold | seated forward folds | forward fold"
    " | forward folds | seated fold | sitting forward fold | seated forward bend"
    " | seated forward bends | paschimottanasana | sitzende Vorbeuge | Vorbeuge"
    " | Vorbeuge im Sitzen | pince assise | flexion avant assise | pinza sentada"
    " | flexión sentada hacia delante | zittende vooroverbuiging | vooroverbuiging",
    "legs-up-the-wall": "legs up the wall | legs up the wall pose | legs up wall"
    " | legs up a wall | legs on the wall | legs against the wall | legs up | viparita karani"
    " | Beine an die Wand | Beine an der Wand | Beine hoch | jambes au mur"
    " | jambes contre le mur | piernas en la pared | piernas contra la pared"
    " | benen tegen de muur | benen omhoog",
}
"""Claim slug or exercise → its names. A name may head a column of its own, too."""

EXERCISES = words(EXERCISE_NAMES)
"""Alias key of each name → claim slug or exercise."""


# What the header of a column of pain ratings says: site, part of the day, scale.

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


# Which columns of a person's own table mean what, and which tables it therefore feeds.

_LENGTHS = frozenset({"km", "mi", "m"})
_DAY_FIELDS = frozenset({"sleep_h", "stress", "sitting_h", "illness", "medication"})
_SHOE_FIELDS = frozenset({"start_km", "first_day", "retired_on"})
_RUN_FIELDS = frozenset({"distance", "duration", "elapsed", "surface", "rpe"})
_NAMES = frozenset({"name", "nom", "nombre", "naam"})
_SHOE_FILE = re.compile(r"shoe|schuh|chaussure|zapatilla|schoen")
_WHEN_FIELDS = frozenset({"date", "start", "rated_at", "timestamp"})


@dataclass(frozen=True)
class Field:
    """A column with a known meaning and the unit its header states."""

    label: str
    unit: str | None


@dataclass(frozen=True)
class Columns:
    """The columns of one table by meaning.

    Parameters
    ----------
    fields : dict of str to Field
        First column of each meaning.
    ratings : dict of str to PainHeader
        Columns of pain ratings by label.
    exercises : dict of str to Field
        Columns of one exercise each, by the name in the header.
    clocks : dict of str to str
        Columns of the clock times of ratings, by the part of the day they are for.
    unread : tuple of str
        Labels no meaning is known for.
    """

    fields: dict[str, Field]
    ratings: dict[str, PainHeader]
    exercises: dict[str, Field]
    clocks: dict[str, str]
    unread: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that the columns can feed, in the order of the log."""
        names = self.fields.keys()
        if not names & _WHEN_FIELDS:
            # a table of runs that lacks its dates is not one of shoes
            is_list = "shoe" in names and not names & _RUN_FIELDS and not self.ratings
            return ("shoes",) if is_list else ()
        if {"shoe"} < names and names & _SHOE_FIELDS and "distance" not in names:
            return ("shoes",)
        has_runs = "distance" in names or (
            "duration" in names and bool(names & {"sport", "shoe", "surface"})
        )
        feeds = {
            "runs": has_runs,
            "pain": bool(self.ratings),
            "habits": bool(self.exercises) or "habit" in names,
            "days": bool(names & _DAY_FIELDS),
        }
        return tuple(name for name, is_fed in feeds.items() if is_fed)

    @property
    def has_date(self) -> bool:
        """Whether some column says when."""
        return bool(self.fields.keys() & _WHEN_FIELDS)


def is_known(cell: str) -> bool:
    """Whether a header cell has a meaning in a person's own table."""
    return _exercise(cell) is not None or _field(cell) is not None or pain_header(cell) is not None


def columns_of(sheet: Sheet, chosen: str | None = None) -> Columns:
    """The meaning of every column of a table.

    Parameters
    ----------
    chosen : str, optional
        Label of the one column of ratings; without it every column that can be one is.
    """
    fields: dict[str, Field] = {}
    ratings: dict[str, PainHeader] = {}
    exercises: dict[str, Field] = {}
    clocks: dict[str, str] = {}
    unread: list[str] = []
    for label in sheet.header:
        named, exercise, rating = _field(label), _exercise(label), pain_header(label)
        if label == chosen:
            ratings[label] = rating or PainHeader(None, None, _scale_of(label))
        elif named and (named[0] not in fields or named[0] == "ours"):
            fields[named[0]] = named[1]
        elif exercise and exercise not in exercises:
            exercises[exercise] = Field(label, split_unit(label)[1])
        elif rating and chosen is None and not _is_taken(rating, ratings):
            ratings[label] = rating
        elif (part := clock_header(label)) and part not in clocks:
            clocks[part] = label
        elif label and alias_key(label) != "pain nrs":
            unread.append(label)
    name = next((label for label in unread if alias_key(label) in _NAMES), None)
    if "shoe" not in fields and name is not None and _SHOE_FILE.search(sheet.source.casefold()):
        fields["shoe"] = Field(name, None)
        unread.remove(name)
    unread += _unneeded(clocks, ratings)
    return Columns(fields, ratings, exercises, clocks, tuple(unread))


def _unneeded(clocks: dict[str, str], ratings: dict[str, PainHeader]) -> list[str]:
    rated = {rating.time_of_day for rating in ratings.values()}
    return [label for part, label in clocks.items() if part not in rated]


def _field(cell: str) -> tuple[str, Field] | None:
    name, unit = split_unit(cell)
    field = FIELDS.get(alias_key(cell)) or FIELDS.get(alias_key(name))
    if field is None or (field == "distance" and unit is not None and unit not in _LENGTHS):
        return None
    return field, Field(cell, unit)


def _exercise(cell: str) -> str | None:
    name = split_unit(cell)[0]
    return name if alias_key(name) in EXERCISES else None


def _scale_of(label: str) -> str | None:
    unit = split_unit(label)[1]
    return unit if unit and unit[0].isdigit() else None


def _is_taken(rating: PainHeader, ratings: dict[str, PainHeader]) -> bool:
    place = (rating.site, rating.time_of_day)
    return any((other.site, other.time_of_day) == place for other in ratings.values())
