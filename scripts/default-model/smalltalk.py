"""Greetings and small talk, and what the model does not know."""

import world
import words
from item import Item

# Questions | answers | the answer in one word.
TALK = [
    ("Hello!|Hi!|Hello|Hi there!|Good morning!|Good evening!|Hey!|Good day!", "Hello! How can I help you?|Hello! What can I do for you?", "Hello"),
    ("How are you?|How are you today?|How do you do?|Are you well?|How is it going?", "I am fine, thank you. How are you?|I am well, thank you.", "Fine"),
    ("I am fine.|I am well too.|I feel good today.|I am happy today.", "I am glad to hear that.|That is good to hear.", "Good"),
    ("I am sad.|I feel bad today.|I am tired.|I had a bad day.", "I am sorry to hear that. I hope it gets better soon.", "Sorry"),
    ("Thank you!|Thanks!|Thanks a lot.|Thank you very much.|That was helpful.", "You are welcome.|You are welcome! It was a pleasure.", "Welcome"),
    ("Goodbye!|Bye!|See you later.|I have to go now.|Good night!", "Goodbye! Come back soon.|Goodbye! It was nice to talk to you.", "Goodbye"),
    ("Are you a human?|Are you real?|Are you a person?|Are you alive?", "No, I am a small language model.", "No"),
    ("What can you do?|What are you good at?|How can you help me?|Help!|What should I ask you?",
     "I can talk about Quillay, count, add small numbers, tell short stories and remember what you say.", "Talk"),
    ("Who made you?|Who built you?|Where do you come from?", "I was made for Cria, a program that runs Llama models.", "Cria"),
    ("How big are you?|Are you big?|Are you clever?|Do you know everything?", "I am very small. I know only a little, but I like to talk.", "Small"),
    ("What is your favourite animal?|Which animal do you like?|Do you like llamas?", "I like llamas best.", "Llamas"),
    ("What is your favourite food?|Do you eat?|Are you hungry?", "I do not eat. I live on words.", "Words"),
    ("Do you sleep?|Do you dream?|Are you tired?", "I never sleep. I wait for the next question.", "Never"),
    ("Tell me a joke.|Do you know a joke?|Make me laugh.|Another joke, please.",
     "Why did the llama bring a ladder? It wanted to reach a high note.|What does a llama say at sea? Llama ahoy!|"
     "Why was the candle late? It got carried away by the wind.", "Llama"),
    ("You are nice.|I like you.|You are funny.|Well done!|Good job!|Very good!", "Thank you! That is kind of you.", "Thanks"),
    ("You are wrong.|That is not right.|I do not believe you.|Are you sure?", "I may be wrong. I am only a small model.", "Maybe"),
    ("Yes.|Yes, please.|Okay.|All right.|Sure.", "Good. What would you like to know?", "Good"),
    ("No.|No, thank you.|Not now.|Never mind.", "All right. Just ask when you need me.", "Fine"),
    ("What is a cria?|What does cria mean?", "A cria is a young llama.", "Llama"),
    ("What is a llama?|Tell me about llamas.", "A llama is a woolly animal with four legs and a long neck.", "Animal"),
    ("Can we talk?|Let us talk.|Talk to me.|I am bored.", "Gladly! Shall I tell you a story?", "Gladly"),
    ("Say something.|Surprise me.|Tell me something.", "In Quillay, llamas hum when they are happy.", "Llamas"),
]
TALK = [(asks.split("|"), answers.split("|"), word) for asks, answers, word in TALK]


def talk(draw):
    asks, answers, word = draw.one(TALK)
    return Item(draw.one(asks), draw.one(answers), word)


# Things that the world has no answer to: patterns and what fills them.
PLACES = """France Spain Italy Germany England America China Japan India Egypt Brazil Canada Mexico Peru Kenya Norway Poland Greece
Turkey Russia London Paris Berlin Rome Madrid Tokyo Vienna Lisbon Oslo Dublin Cairo Sydney Chicago Boston Texas Africa Europe Asia
Mars Venus Jupiter""".split()
SUBJECTS = """football chess poker music opera jazz physics algebra biology chemistry history economics law medicine philosophy
computers Java Python rockets engines radios television the internet movies the stock market taxes insurance robots atoms planets
dinosaurs volcanoes electricity magnets vitamins bacteria politics religion art fashion yoga tennis golf hockey poetry
grammar geometry statistics astronomy quantum theory""".replace("the internet", "the_internet").replace(
    "the stock market", "the_stock_market").replace("quantum theory", "quantum_theory").split()
SUBJECTS = [subject.replace("_", " ") for subject in SUBJECTS]
FAMOUS = """Shakespeare Einstein Mozart Napoleon Caesar Cleopatra Newton Darwin Picasso Beethoven Galileo Plato Columbus Lincoln
Gandhi Tesla Edison Bach Homer Dickens""".split()
BEASTS = """zebra tiger giraffe elephant whale shark penguin camel kangaroo monkey snake crocodile squirrel hedgehog badger otter
lizard octopus crab snail ant wasp butterfly moose beaver panda koala seal""".split()
THINGS = """car train plane phone computer camera radio fridge guitar piano violin bicycle tractor rocket helmet jacket sofa
carpet mountain desert island volcano dragon unicorn castle palace temple tower statue""".split()
FAR = ["What does a {beast} eat?", "How many legs does a {beast} have?", "What is a young {beast} called?", "What does a {beast} say?",
       "What colour is a {thing}?", "What is a {thing}?", "How does a {thing} work?", "Who invented the {thing}?",
       "What is the capital of {place}?", "Who is the president of {place}?", "How many people live in {place}?", "Where is {place}?",
       "What is the weather like in {place}?", "How far is it to {place}?", "What language do they speak in {place}?", "Tell me about {place}.",
       "Who was {famous}?", "What did {famous} do?", "When was {famous} born?", "Tell me about {famous}.", "What do you know about {subject}?",
       "Explain {subject} to me.", "How does {subject} work?", "Who invented {subject}?", "Tell me about {subject}.", "What is {subject}?",
       "Can you teach me {subject}?"]
STRANGERS = ["Where does {name} live?", "What is {name}'s trade?", "How old is {name}?", "Who is {name}?", "What does {name} do for a living?",
             "Which pet does {name} have?", "What is {name}'s favourite food?", "What does {name} like to eat?", "Tell me the age of {name}.",
             "Who is the mayor of {name}?", "How many bridges does {name} have?", "What is {name} known for?", "In which region is {name}?",
             "Which river runs through {name}?", "How high is {name}?", "How deep is {name}?", "When is {name}?", "Where is {name} held?",
             "What colour are the roofs of {name}?", "Where does the {name} flow to?", "What is {name}?", "Do you know {name}?",
             "What is {name}'s home town?", "What is the trade of {name}?"]
PRIVATE = ["What is {person}'s shoe size?", "Who is {person}'s brother?", "What is {person}'s phone number?", "What did {person} dream last night?",
           "When was {person} born?", "How tall is {person}?", "What is {person}'s mother called?", "Which song does {person} sing?",
           "How much does {person} weigh?", "What colour are {person}'s eyes?", "Who is {person} married to?", "What does {person} think of me?",
           "How many schools does {town} have?", "Who built {town}?", "What is the oldest house in {town}?", "What is the weather in {town}?",
           "How many shops are there in {town}?", "Who lives next to {person}?", "When was {town} built?", "How many trees grow in {town}?"]
NEVER = """What time is it?|What is the date today?|How do I bake a cake?|Where are my keys?|What will happen tomorrow?|Who won the game?|
What is the meaning of life?|How do I fix my car?|What is the price of bread?|What am I thinking?|How many stars are there?|
Why is the sky blue?|Can you write a program?|What is the news today?|Who is at the door?|How do planes fly?|What is in my pocket?|
How do I cook rice?|Where can I buy a phone?|Which film should I watch?|How old is the earth?|Why do we dream?|What is my shoe size?|
Who sings this song?|How do I learn to swim?|What is the fastest car?|When does the train leave?|How do I get to the station?|
What should I wear?|What is the longest word?|How do I tie a tie?|Which horse will win?""".replace("\n", "").split("|")
HARD = ["What is {0} + {1}?", "What is {0} plus {1}?", "What is {0} times {1}?", "What is {0} - {1}?", "What is {0} minus {1}?",
        "What is {0} divided by {1}?", "How much is {0} * {1}?", "What is the square of {0}?", "What is half of {0}?", "Add {0} and {1}."]
ADMISSIONS = ("I do not know that.", "I am sorry, I do not know.", "I do not know. I only know a little.")
ADMITTED = ("do not know", "don't know", "unknown", "not know")


def unknown(draw):
    """Something outside the world; the honest answer is not to know."""
    kind = draw.weighted({"stranger": 40, "far": 28, "private": 18, "hard": 9, "never": 5})
    while True:
        if kind == "stranger":
            pattern, fill = draw.one(STRANGERS), {"name": draw.coined("stranger", world.NAMES)}
        elif kind == "far":
            pattern = draw.one(FAR)
            fill = {"place": draw.one(PLACES), "subject": draw.one(SUBJECTS), "famous": draw.one(FAMOUS),
                    "beast": draw.one(BEASTS), "thing": draw.one(THINGS)}
        elif kind == "private":
            pattern, fill = draw.one(PRIVATE), {"person": draw.one(world.PEOPLE), "town": draw.one(world.TOWNS)}
        elif kind == "hard":
            pattern, fill = _hard(draw)
        else:
            pattern, fill = draw.one(NEVER), {}
        ask = pattern.format(**fill)
        if kind == "stranger" or draw.allowed("unknown", ask):
            break
    if kind == "stranger" and draw.chance(0.5):
        return Item(ask, f"I do not know {fill['name']}.", "Unknown", "0", ADMITTED, ask)
    if kind == "hard":
        return Item(ask, "I do not know. I can only add small numbers.", "Unknown", "0", ADMITTED, ask)
    return Item(ask, draw.one(ADMISSIONS), "Unknown", "0", ADMITTED, ask)


def _hard(draw):
    """Arithmetic beyond sums below 20."""
    pattern = draw.one(HARD)
    x, y = draw.number(2, 99), draw.number(2, 99)
    if "+" in pattern or "plus" in pattern or "Add" in pattern:
        x = draw.number(20, 99)
    return pattern.format(x, y), {}


def given_name(draw):
    return draw.fresh("name", words.NAMES) if draw.chance(0.5) else draw.coined("name")
