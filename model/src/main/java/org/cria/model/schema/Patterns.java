package org.cria.model.schema;

import java.util.HashMap;
import java.util.Map;
import org.cria.kernels.CriaException;
import org.cria.model.pattern.Automaton;
import org.cria.model.pattern.Reading;
import org.cria.model.pattern.RegularExpression;

/** The patterns of a schema, each worked out once. */
final class Patterns {
    private static final int MOST = 100;

    private record Key(String pattern, Reading reading) {}

    private final Map<Key, Automaton> known = new HashMap<>();

    /** Texts in which every library finds a pattern. */
    Automaton sure(String pattern, String place) {
        return automaton(new Key(pattern, Reading.SURE), place);
    }

    /** Texts in which some library finds a pattern. */
    Automaton possible(String pattern, String place) {
        return automaton(new Key(pattern, Reading.POSSIBLE), place);
    }

    private Automaton automaton(Key key, String place) {
        Automaton automaton = known.get(key);
        if (automaton == null) {
            if (known.size() >= 2 * MOST) {
                throw SchemaDocument.error(place, "there are more than " + MOST + " patterns", "fewer");
            }
            try {
                automaton = RegularExpression.search(key.pattern, key.reading);
            } catch (CriaException e) {
                throw e.at("the schema, " + place);
            }
            known.put(key, automaton);
        }
        return automaton;
    }
}
