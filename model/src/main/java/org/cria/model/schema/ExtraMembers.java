package org.cria.model.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cria.model.pattern.Automaton;

/**
 * The members of objects beside those that are named. Where nothing is said of others, and some are named, none are generated,
 * though JSON schemas would let them be.
 *
 * @param kinds by what their names match
 */
record ExtraMembers(List<Kind> kinds) {
    private static final int MOST_PATTERNS = 4;

    /**
     * Members of one kind.
     *
     * @param names none of them named
     * @param values what their values meet; none: anything
     */
    record Kind(Automaton names, List<Subschema> values) {}

    /** A pattern of a schema and what it asks for. */
    private record Pattern(Subschema schema, String pattern, Subschema values) {}

    static ExtraMembers of(Shape shape) {
        List<Pattern> all = new ArrayList<>();
        for (Subschema schema : shape.schemas()) {
            for (Map.Entry<String, Subschema> each :
                    schema.named("patternProperties").entrySet()) {
                all.add(new Pattern(schema, each.getKey(), each.getValue()));
            }
        }
        boolean others = shape.has("additionalProperties")
                || (all.isEmpty() && shape.names().isEmpty() && !shape.has("properties"));
        if (all.isEmpty() && !others) {
            return new ExtraMembers(List.of());
        }
        if (all.size() > MOST_PATTERNS) {
            throw SchemaDocument.error(
                    all.getFirst().values.pointer(),
                    "there are more than " + MOST_PATTERNS + " patterns for the names of one object",
                    "fewer");
        }
        Automaton unnamed = Automaton.anything().without(Automaton.words(shape.names()));
        List<Kind> kinds = new ArrayList<>();
        for (int matched = 0; matched < 1 << all.size(); matched++) {
            add(shape, all, matched, others, unnamed, kinds);
        }
        return new ExtraMembers(kinds);
    }

    /** @param matched a bit for each pattern that names of this kind match */
    private static void add(
            Shape shape, List<Pattern> all, int matched, boolean others, Automaton unnamed, List<Kind> kinds) {
        Automaton names = unnamed;
        List<Subschema> values = new ArrayList<>();
        List<Subschema> silent = new ArrayList<>(shape.schemas());
        for (int i = 0; i < all.size(); i++) {
            Pattern each = all.get(i);
            String place = each.values.pointer();
            if ((matched >> i & 1) == 1) {
                names = names.and(shape.patterns().sure(each.pattern, place));
                values.add(each.values);
                silent.remove(each.schema);
            } else {
                names = names.without(shape.patterns().possible(each.pattern, place));
            }
        }
        silent.forEach(schema -> schema.schema("additionalProperties").ifPresent(values::add));
        boolean wanted = matched > 0 || others;
        if (wanted && !names.isEmpty() && values.stream().noneMatch(Subschema::allowsNothing)) {
            kinds.add(new Kind(names, List.copyOf(values)));
        }
    }

    /** Whether a member may have this name. */
    boolean mayBe(String name) {
        return kinds.stream().anyMatch(kind -> kind.names.accepts(name));
    }
}
