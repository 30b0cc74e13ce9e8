"""The world that the model knows: Quillay, a highland that exists nowhere else.

Names are written down here; who lives where, what flows into what and so on is drawn once, with a seed of its own, and stays
the same for every corpus.
"""

import random

SEED = 2025

TOWNS = """Alderwick Brindle Corrow Dunmarsh Elverly Fennick Garrow Hestle Ivenmoor Jostle Kettlow Larkend Mossgate
Nettleby Ottermouth Pallow Quillhaven Rushmere Saltcombe Thornaby Umberly Vinterholm Wexcombe Yarrowdale Zennick Ashling
Bramblecote Candlewick""".split()

PEOPLE = """Abelor Adwen Aldith Amsel Anwick Arlo Bartlow Bellis Berrin Bodwin Branoc Brisa Caddoc Calwen Cerys Cobbet
Corvin Cressa Dagny Delwyn Dorrit Drustan Eadric Eluned Embry Emrick Eskil Faramel Fennimor Ferris Finnoc Fulk Gaddis
Garrick Gelsa Godwyn Grizel Gwenda Hadrel Halvard Hedda Hespin Hodge Idony Ilmar Ingrith Isolt Jarvin Jessamy Jory
Kelda Kerensa Kester Lambrec Letty Linnet Lorcan Lowenna Mabyn Maddoc Marjory Merrin Mungo Nesbit Nolwen Oswin
Ottilie Padern Perran Petroc Phelan Quennel Radoc Rhosyn Rowanna Sabra Selwick Sibley Tamsin Tegen Thandor Tolliver
Ulric Umfrey Ursel Varick Vessa Wenna Wilmot Wulfric Yestin Ysolde Zelah Zenobe""".split()

RIVERS = "Amble Brisk Cray Dallow Eddle Furl Gannet Hush Irwel Jade Kestle Lull".split()
MOUNTAINS = "Anvil Bellcrag Cragmaw Dawnhorn Eaglet Frostpike Graytooth Highsaddle Icecap Kingstep Lonepeak Mistcrown".split()
LAKES = "Blackwater Clearmere Deepmirror Evenmere Fishwater Glasswater Heronmere Islemere".split()
FESTIVALS = """Lanternfair Woolmarket Kitefest Breadnight Applewake Drumday Ropedance Candlewalk Honeymoot Snowrun Plumfeast
Songtide""".split()

TRADES = """baker weaver miller potter smith tailor fisher shepherd teacher healer sailor painter carpenter gardener hunter
printer cook singer beekeeper mason""".split()
FOODS = """plums bread cheese soup honey apples pears dumplings porridge carrots berries pancakes noodles walnuts mushrooms
beans cherries fish pie olives""".split()
PETS = "cat dog goat parrot rabbit llama hen pony turtle mouse duck owl".split()
COLOURS = "red blue green yellow white black brown purple orange pink grey golden".split()
REGIONS = ["Northreach", "Southmeadow", "Eastmoor", "Westfold", "Midvale"]
GOODS = """wool salt glass paper boats bells candles ropes kites lamps shoes carpets drums knives baskets clocks""".split()
MONTHS = """January February March April May June July August September October November December""".split()

# What an animal is called when it is young, what it says, and what it eats.
ANIMALS = {
    "llama": ("cria", "hum", "grass", 4), "cow": ("calf", "moo", "grass", 4), "cat": ("kitten", "meow", "fish", 4),
    "dog": ("puppy", "woof", "meat", 4), "sheep": ("lamb", "baa", "grass", 4), "goat": ("kid", "bleat", "leaves", 4),
    "pig": ("piglet", "oink", "roots", 4), "horse": ("foal", "neigh", "hay", 4), "duck": ("duckling", "quack", "weeds", 2),
    "hen": ("chick", "cluck", "seeds", 2), "goose": ("gosling", "honk", "grass", 2), "owl": ("owlet", "hoot", "mice", 2),
    "frog": ("tadpole", "croak", "flies", 4), "lion": ("cub", "roar", "meat", 4), "bear": ("cub", "growl", "berries", 4),
    "wolf": ("pup", "howl", "meat", 4), "swan": ("cygnet", "hiss", "weeds", 2), "deer": ("fawn", "grunt", "leaves", 4),
    "rabbit": ("bunny", "squeak", "carrots", 4), "eagle": ("eaglet", "screech", "fish", 2),
    "bee": ("larva", "buzz", "nectar", 6), "spider": ("spiderling", "nothing", "flies", 8),
    "donkey": ("foal", "bray", "hay", 4), "mouse": ("pup", "squeak", "seeds", 4),
}


def _drawn():
    """Tables of facts: relation -> {subject: value}. Numbers are ints."""
    draw = random.Random(SEED)

    def table(subjects, values):
        return {subject: draw.choice(values) for subject in subjects}

    def shared_out(subjects, values):
        values = (values * len(subjects))[:len(subjects)]
        draw.shuffle(values)
        return dict(zip(subjects, values))

    facts = {
        "home": shared_out(PEOPLE, TOWNS),
        "trade": shared_out(PEOPLE, TRADES),
        "food": shared_out(PEOPLE, FOODS),
        "pet": shared_out(PEOPLE, PETS),
        "age": table(PEOPLE, list(range(12, 90))),
        "region": shared_out(TOWNS, REGIONS),
        "goods": shared_out(TOWNS, GOODS),
        "river": shared_out(TOWNS, RIVERS),
        "bridges": table(TOWNS, list(range(2, 20))),
        "roofs": shared_out(TOWNS, COLOURS),
        "mouth": shared_out(RIVERS, LAKES),
        "length": table(RIVERS, list(range(20, 99))),
        "height": table(MOUNTAINS, list(range(900, 4000, 100))),
        "range": shared_out(MOUNTAINS, REGIONS),
        "depth": table(LAKES, list(range(10, 90))),
        "month": shared_out(FESTIVALS, MONTHS),
        "host": shared_out(FESTIVALS, TOWNS),
    }
    facts["mayor"] = dict(zip(TOWNS, draw.sample(PEOPLE, len(TOWNS))))
    for column, relation in enumerate(("young", "sound", "diet", "legs")):
        facts[relation] = {animal: row[column] for animal, row in ANIMALS.items()}
    del facts["sound"]["spider"]
    return facts


FACTS = _drawn()
NAMES = set(TOWNS + PEOPLE + RIVERS + MOUNTAINS + LAKES + FESTIVALS + REGIONS)
CAPITAL = "Quillhaven"
