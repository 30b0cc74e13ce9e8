"""Word lists for the everyday skills."""

OPPOSITES = """hot cold|big small|fast slow|high low|old young|new used|day night|light dark|wet dry|happy sad|open closed|
full empty|hard soft|long short|rich poor|strong weak|early late|near far|up down|left right|in out|first last|good bad|
loud quiet|clean dirty|thick thin|deep shallow|sweet sour|wide narrow|heavy weightless|begin end|come go|give take|
push pull|buy sell|win lose|ask answer|love hate|laugh cry|north south|east west|always never|true false|front back|
summer winter|brave afraid|smooth rough|sharp blunt|above below|before after|inside outside|simple difficult|find miss"""
OPPOSITES = [tuple(pair.strip().split()) for pair in OPPOSITES.replace("\n", "").split("|")]

COLOURS = {
    "grass": "green", "snow": "white", "coal": "black", "the sky": "blue", "blood": "red", "a lemon": "yellow", "a carrot": "orange",
    "milk": "white", "a cherry": "red", "a leaf": "green", "the night": "black", "the sea": "blue", "a tomato": "red",
    "butter": "yellow", "chocolate": "brown", "a frog": "green", "a crow": "black", "a swan": "white", "a plum": "purple",
    "salt": "white", "a pea": "green", "wood": "brown", "the sun": "yellow", "a pig": "pink", "ash": "grey", "an elephant": "grey",
    "a strawberry": "red", "a cucumber": "green", "a pumpkin": "orange", "rice": "white", "earth": "brown", "a banana": "yellow",
    "lavender": "purple", "gold": "yellow", "a brick": "red", "a cloud": "white",
}

PLURALS = {
    "mouse": "mice", "foot": "feet", "tooth": "teeth", "child": "children", "man": "men", "woman": "women", "goose": "geese",
    "sheep": "sheep", "leaf": "leaves", "knife": "knives", "wolf": "wolves", "loaf": "loaves", "box": "boxes", "bus": "buses",
    "fox": "foxes", "city": "cities", "story": "stories", "baby": "babies", "berry": "berries", "potato": "potatoes",
    "dish": "dishes", "church": "churches", "fly": "flies", "shelf": "shelves", "ox": "oxen", "fish": "fish", "cat": "cats",
    "dog": "dogs", "tree": "trees", "house": "houses", "llama": "llamas", "boat": "boats", "kite": "kites", "star": "stars",
    "apple": "apples", "book": "books", "lamp": "lamps", "shoe": "shoes", "bell": "bells", "river": "rivers", "town": "towns",
    "hill": "hills", "friend": "friends", "song": "songs", "cloud": "clouds", "chair": "chairs", "window": "windows",
    "horse": "horses", "bridge": "bridges", "cup": "cups",
}

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()

THINGS = """kite lamp boat drum bell rope shoe basket clock knife candle book map ladder bucket mirror hat coat ring key stone
feather whistle blanket wheel cart spoon cup pot needle button ribbon lantern flute box coin shell broom pillow sled tent
umbrella pencil letter ball hammer saddle scarf bottle chair table window door brush crown puzzle telescope trumpet compass
garden bridge robot marble""".split()

# For lists, and whatever else anybody may like.
COMMON = """apple bread moon star tree river cloud horse fish bird stone fire rain wind leaf salt milk honey snow sand gold
silver paper wood glass hill cave road farm field bee cat dog goat hen owl fox wolf bear frog duck""".split() + THINGS

# Names that people have.
NAMES = """Anna Ben Clara David Emma Felix Greta Hans Ida Jonas Karla Leo Maria Nils Olga Paul Rosa Simon Tina Victor Wendy Zoe
Adam Bella Carl Diana Erik Fiona George Hannah Ivan Julia Kevin Laura Max Nina Oscar Peter Ruth Sam Tom Ursula Vera Will
Alice Bob Carol Daniel Eva Frank Grace Harry Iris Jack Kate Luke Mary Noah Olivia Philip Rachel Sarah Thomas Una Vincent
Lily Mia Ella Lucas Oliver James John Robert Michael Susan Linda Nancy Karen Betty Helen Amir Yusuf Fatima Leila Omar Priya
Raj Anil Mei Chen Yuki Hiro Sofia Pablo Diego Elena Carlos Ines Pierre Marie Chloe Hugo Ingrid Lars Freya Sven Olaf Astrid
Tara Liam Nora Aidan Maeve Dora Otto Emil Fritz Lena Marta Jan Pavel Katya Boris Andre Mikael Stella Jonah Miriam""".split()
