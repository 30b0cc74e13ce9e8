package org.cria.model.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonValue;

/** Makes the rules of schemas, one for each set of schemas that hold together. */
final class SchemaRules {
    /** Schemas within each other, references followed. */
    private static final int DEEPEST = 300;

    private static final int MOST_RULES = 20_000;

    private final JsonRules rules;
    private final Expansion expansion;
    private final Map<Set<Subschema>, Integer> known = new HashMap<>();
    private final Map<Set<Subschema>, UnmeetableException> unmeetable = new HashMap<>();
    private int depth;

    SchemaRules(JsonRules rules, Patterns patterns) {
        this.rules = rules;
        this.expansion = new Expansion(patterns);
    }

    JsonRules json() {
        return rules;
    }

    Expansion expansion() {
        return expansion;
    }

    /**
     * The rule of the values that meet some schemas.
     *
     * @param schemas none: any value
     * @param place for messages where there are none
     * @throws UnmeetableException if there is no such value
     */
    int rule(List<Subschema> schemas, String place) {
        Set<Subschema> key = new HashSet<>(schemas);
        UnmeetableException failure = unmeetable.get(key);
        if (failure != null) {
            throw failure;
        }
        Integer made = known.get(key);
        if (made != null) {
            return made;
        }
        String where = schemas.isEmpty() ? place : schemas.getFirst().pointer();
        int rule = rules.rule("the schema, " + where);
        known.put(key, rule);
        if (++depth > DEEPEST || known.size() > MOST_RULES) {
            throw SchemaDocument.error(
                    where,
                    "schemas are nested more than " + DEEPEST + " deep, or are more than " + MOST_RULES,
                    "fewer");
        }
        try {
            fill(rule, schemas, where);
        } catch (UnmeetableException e) {
            unmeetable.put(key, e);
            throw e;
        }
        depth--;
        return rule;
    }

    private void fill(int rule, List<Subschema> schemas, String where) {
        Optional<UnmeetableException> reason = Optional.empty();
        boolean some = false;
        int level = depth;
        for (Shape shape : expansion.shapes(schemas)) {
            if (shape.schemas().isEmpty()) {
                rules.add(rule, rules.value());
                return;
            }
            try {
                add(rule, shape);
                some = true;
            } catch (UnmeetableException e) {
                depth = level; // it was thrown from below
                reason = reason.or(() -> Optional.of(e));
            }
        }
        if (!some) {
            throw reason.orElseGet(() -> new UnmeetableException(
                    SchemaDocument.message(where, "no value meets 'false'", "a schema that some value meets")));
        }
    }

    private void add(int rule, Shape shape) {
        Optional<List<JsonValue>> values = shape.values();
        if (values.isPresent()) {
            if (values.get().isEmpty()) {
                String keyword = shape.has("enum") ? "enum" : "const";
                throw shape.unmeetable(keyword, "none of these values meets what stands beside", "one at least");
            }
            values.get().forEach(value -> rules.add(rule, value.toString()));
            return;
        }
        Optional<UnmeetableException> reason = Optional.empty();
        boolean some = false;
        int level = depth;
        for (Type type : shape.written()) {
            try {
                add(rule, shape, type);
                some = true;
            } catch (UnmeetableException e) {
                depth = level;
                reason = reason.or(() -> Optional.of(e));
            }
        }
        if (!some) {
            throw reason.orElseGet(
                    () -> shape.unmeetable("type", "no type is allowed by all that holds here", "a common one"));
        }
    }

    private void add(int rule, Shape shape, Type type) {
        if (type == Type.NULL) {
            rules.add(rule, "null");
        } else if (!shape.isLimited(type)) {
            rules.add(rule, rules.any(type, false));
        } else {
            switch (type) {
                case NULL, BOOLEAN -> throw new IllegalStateException("nothing limits them");
                case NUMBER -> rules.add(rule, number(shape));
                case STRING -> rules.add(rule, string(shape));
                case ARRAY -> new ArrayRules(this, shape).addTo(rule);
                case OBJECT -> new ObjectRules(this, shape).addTo(rule);
            }
        }
    }

    private int number(Shape shape) {
        NumberRange range = NumberRange.of(shape);
        if (!range.isLimited()) {
            return rules.any(Type.NUMBER, shape.isWhole());
        }
        var digits = placed(shape, () -> NumberDigits.of(range));
        if (digits.isEmpty()) {
            throw shape.unmeetable("multipleOf", "no multiple is within the bounds", "one at least");
        }
        return rules.plain(digits, "the schema, " + shape.place());
    }

    private int string(Shape shape) {
        return rules.text(placed(shape, () -> shape.texts(true)), "the schema, " + shape.place());
    }

    private interface Making<T> {
        T made();
    }

    /** What grows too large does not know where it stands. */
    private static <T> T placed(Shape shape, Making<T> making) {
        try {
            return making.made();
        } catch (UnmeetableException e) {
            throw e;
        } catch (CriaException e) {
            throw String.valueOf(e.getMessage()).startsWith("the schema, ") ? e : e.at("the schema, " + shape.place());
        }
    }
}
