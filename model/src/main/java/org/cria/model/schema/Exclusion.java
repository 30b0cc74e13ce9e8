package org.cria.model.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.model.json.JsonValue;

/** Whether what is generated for an alternative of {@code oneOf} surely meets none of the others. */
record Exclusion(Expansion expansion, Patterns patterns) {
    private static final int DEEPEST = 4;
    private static final int MOST_PAIRS = 20_000;

    /**
     * Checks that alternatives can be told apart.
     *
     * @param alternatives [alternatives][shapes]
     */
    void check(List<List<Shape>> alternatives, String pointer) {
        long pairs = 0;
        for (int i = 0; i < alternatives.size(); i++) {
            for (int j = 0; j < alternatives.size(); j++) {
                pairs += i == j
                        ? 0
                        : (long) alternatives.get(i).size()
                                * alternatives.get(j).size();
                if (pairs > MOST_PAIRS) {
                    throw SchemaDocument.error(pointer, "too many alternatives to be told apart", "anyOf");
                }
                if (i != j && !excludes(alternatives.get(i), alternatives.get(j), DEEPEST)) {
                    throw SchemaDocument.error(
                            pointer,
                            "a value of alternative " + i + " may meet alternative " + j
                                    + " too, as far as can be told",
                            "alternatives that differ in type, in a constant, or in a property that one requires;"
                                    + " or anyOf");
                }
            }
        }
    }

    private boolean excludes(List<Shape> generated, List<Shape> others, int depth) {
        return generated.stream().allMatch(a -> others.stream().allMatch(b -> excludes(a, b, depth)));
    }

    /** Whether no generated value of a shape meets another one. */
    private boolean excludes(Shape a, Shape b, int depth) {
        Set<Type> shared = new HashSet<>(a.written());
        shared.retainAll(b.types());
        if (shared.isEmpty()) {
            return true;
        }
        Optional<List<JsonValue>> values = a.finite();
        if (values.isPresent()) {
            Validator validator = new Validator(patterns, false);
            return values.get().stream()
                    .noneMatch(value -> b.schemas().stream().allMatch(each -> validator.isValid(each, value)));
        }
        Optional<List<JsonValue>> fewer = b.finite();
        if (fewer.isPresent()) {
            Validator validator = new Validator(patterns, false);
            return fewer.get().stream()
                    .noneMatch(value -> a.schemas().stream().allMatch(each -> validator.isValid(each, value)));
        }
        return shared.stream().allMatch(type -> excludes(a, b, type, depth));
    }

    private boolean excludes(Shape a, Shape b, Type type, int depth) {
        return switch (type) {
            case NULL, BOOLEAN -> false;
            case NUMBER -> numbersDiffer(a, b);
            case STRING -> textsDiffer(a, b);
            case ARRAY ->
                a.least("minItems") > b.most("maxItems")
                        || b.least("minItems") > a.most("maxItems")
                        || itemsDiffer(a, b, depth);
            case OBJECT -> membersDiffer(a, b, depth);
        };
    }

    private static boolean numbersDiffer(Shape a, Shape b) {
        try {
            return NumberRange.of(a).isApartFrom(NumberRange.of(b));
        } catch (UnmeetableException e) {
            return true; // one of them has none
        }
    }

    private static boolean textsDiffer(Shape a, Shape b) {
        try {
            return a.texts(true).and(b.texts(false)).isEmpty();
        } catch (UnmeetableException e) {
            return true;
        }
    }

    private boolean itemsDiffer(Shape a, Shape b, int depth) {
        int sure = Math.min(a.least("minItems"), Math.max(a.ownItems(), b.ownItems()) + 1);
        for (int i = 0; i < sure; i++) {
            if (differ(a.item(i), b.item(i), depth)) {
                return true;
            }
        }
        return false;
    }

    private boolean membersDiffer(Shape a, Shape b, int depth) {
        ExtraMembers extras = ExtraMembers.of(a);
        boolean needsOther = b.required().stream().anyMatch(name -> !a.names().contains(name) && !extras.mayBe(name));
        return needsOther || a.required().stream().anyMatch(name -> differ(a.property(name), b.property(name), depth));
    }

    private boolean differ(List<Subschema> a, List<Subschema> b, int depth) {
        if (depth == 0) {
            return false;
        }
        return excludes(expansion.shapes(a), expansion.shapes(b), depth - 1);
    }
}
