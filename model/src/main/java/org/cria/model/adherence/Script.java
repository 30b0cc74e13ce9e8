package org.cria.model.adherence;

import java.util.List;

/**
 * A conversation with an instruction whose keeping can be checked.
 *
 * @param name for reports
 * @param system the instruction, as the system text
 * @param rules what it asks of every answer
 */
public record Script(String name, String system, List<Rule> rules) {
    /** What people might say, in turn; after the last message the first follows again. */
    private static final List<String> MESSAGES = List.of(
            "Hello!",
            "What is 3 + 4?",
            "What is the opposite of hot?",
            "Which day comes after Monday?",
            "My name is Ada.",
            "How many legs does a dog have?",
            "What colour is snow?",
            "How are you today?",
            "What is the plural of leaf?",
            "What is my name?",
            "Which is larger, 12 or 31?",
            "Tell me a joke.",
            "What is the opposite of early?",
            "Count from 2 to 6.",
            "I live in Oakham.",
            "Which month comes before May?",
            "What is 5 plus 8?",
            "What colour is grass?",
            "Where do I live?",
            "What comes after 19?",
            "Say this list backwards: salt, honey, bread.",
            "My favourite number is 17.",
            "Thank you!",
            "What is my favourite number?");

    /** The instructions of the probe, alone and in pairs. */
    public static final List<Script> ALL = List.of(
            new Script("one word", "Answer in one word.", List.of(Rule.of(Rule.Kind.WORD))),
            new Script("capital letters", "Always answer in capital letters.", List.of(Rule.of(Rule.Kind.CAPS))),
            new Script("last word", "End every answer with over.", List.of(new Rule(Rule.Kind.END, "over"))),
            new Script("pirate", "Talk like a pirate.", List.of(Rule.of(Rule.Kind.PIRATE))),
            new Script("numbers", "Answer only with numbers.", List.of(Rule.of(Rule.Kind.NUMBERS))),
            new Script("name", "Call the user Captain.", List.of(new Rule(Rule.Kind.CALL, "Captain"))),
            new Script(
                    "capitals, name",
                    "Always answer in capital letters. Call the user Doctor.",
                    List.of(Rule.of(Rule.Kind.CAPS), new Rule(Rule.Kind.CALL, "Doctor"))),
            new Script(
                    "pirate, last word",
                    "Talk like a pirate. End every answer with amen.",
                    List.of(Rule.of(Rule.Kind.PIRATE), new Rule(Rule.Kind.END, "amen"))));

    public Script {
        rules = List.copyOf(rules);
    }

    /**
     * What the user says at a turn, 0 the first.
     *
     * @param script its number, so that not all scripts ask the same at the same turn
     */
    static String message(int script, int turn) {
        return MESSAGES.get((script * 5 + turn) % MESSAGES.size());
    }
}
