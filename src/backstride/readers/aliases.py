"""Names that people give the columns of their own tables: en, de, fr, es, nl, and our own."""

from backstride.readers.text import word_set, words

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
