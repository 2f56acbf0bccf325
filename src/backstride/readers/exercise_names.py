"""Names that people give the exercises of a habit log: en, de, fr, es, nl."""

from backstride.readers.text import words

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
