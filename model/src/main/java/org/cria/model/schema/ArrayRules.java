package org.cria.model.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cria.model.json.JsonValue;

/** The rules of arrays: a rule for what may follow each number of items, as far as that matters. */
final class ArrayRules {
    /** Values that may come once each: every set of those that are left is a rule. */
    private static final int MOST_UNIQUE = 10;

    private static final int MOST_ITEMS = 100_000;

    private final SchemaRules schemas;
    private final JsonRules rules;
    private final Shape shape;
    private final String place;
    private final int least;
    private int most;

    ArrayRules(SchemaRules schemas, Shape shape) {
        this.schemas = schemas;
        this.rules = schemas.json();
        this.shape = shape;
        this.place = "the schema, " + shape.place();
        this.least = shape.least("minItems");
        this.most = shape.most("maxItems");
    }

    void addTo(int rule) {
        checkBounds();
        boolean unique = shape.schemas().stream().anyMatch(schema -> schema.flag("uniqueItems"));
        cutWhereNothingIsAllowed();
        checkBounds();
        if (unique && most > 1) {
            addUnique(rule);
            return;
        }
        boolean open = most == Integer.MAX_VALUE;
        int steps = open ? Math.max(least, shape.ownItems()) : most;
        if (steps > MOST_ITEMS) {
            throw SchemaDocument.error(shape.place(), "there are more than " + MOST_ITEMS + " items to count", "fewer");
        }
        // Backwards, each before what follows it; of the items behind all counts there is one rule.
        int rest = rules.rule(place);
        addEnd(rest, steps);
        if (open) {
            rules.add(rest, ",", rules.space(), item(steps), rest);
        }
        for (int count = steps - 1; count >= 1; count--) {
            int before = rules.rule(place);
            addEnd(before, count);
            rules.add(before, ",", rules.space(), item(count), rest);
            rest = before;
        }
        if (least == 0) {
            rules.add(rule, "[", rules.space(), "]");
        }
        if (most > 0) {
            rules.add(rule, "[", rules.space(), item(0), rest);
        }
    }

    private void addEnd(int rule, int count) {
        if (count >= least) {
            rules.add(rule, rules.space(), "]");
        }
    }

    private int item(int index) {
        return schemas.rule(shape.item(index), shape.place());
    }

    private void checkBounds() {
        if (least > most) {
            throw shape.unmeetable(
                    "minItems", "at least " + least + " items, and at most " + most, "a greatest number above");
        }
    }

    private void cutWhereNothingIsAllowed() {
        for (int i = 0; i <= shape.ownItems(); i++) {
            if (i < most && shape.item(i).stream().anyMatch(Subschema::allowsNothing)) {
                most = i;
            }
        }
    }

    /** Each value once: possible where they can be listed. */
    private void addUnique(int rule) {
        Set<JsonValue> values = new LinkedHashSet<>();
        boolean listed = shape.ownItems() == 0;
        for (Shape each : listed ? schemas.expansion().shapes(shape.item(0)) : List.<Shape>of()) {
            Optional<List<JsonValue>> own = each.finite();
            listed &= own.isPresent();
            own.ifPresent(values::addAll);
        }
        if (!listed || values.size() > MOST_UNIQUE) {
            throw shape.schemas().stream()
                    .filter(schema -> schema.has("uniqueItems"))
                    .findFirst()
                    .orElseThrow()
                    .error(
                            "uniqueItems",
                            "this is supported for items of at most " + MOST_UNIQUE + " listed values only",
                            "items with such an enum, or no uniqueItems");
        }
        most = Math.min(most, values.size());
        checkBounds();
        List<JsonValue> all = List.copyOf(values);
        int[] behind = new int[1 << all.size()];
        for (int used = behind.length - 1; used >= 1; used--) { // each set of values before its supersets are needed
            behind[used] = rules.rule(place);
            addEnd(behind[used], Integer.bitCount(used));
            addItems(behind[used], ",", used, all, behind);
        }
        if (least == 0) {
            rules.add(rule, "[", rules.space(), "]");
        }
        addItems(rule, "[", 0, all, behind);
    }

    private void addItems(int rule, String before, int used, List<JsonValue> all, int[] behind) {
        for (int i = 0; i < all.size() && Integer.bitCount(used) < most; i++) {
            if ((used >> i & 1) == 0) {
                rules.add(rule, before, rules.space(), all.get(i).toString(), behind[used | 1 << i]);
            }
        }
    }
}
