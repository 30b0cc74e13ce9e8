package org.cria.model.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.cria.model.json.JsonValue;

/** The rules of objects: named members in the order of the schema, then others; a rule for what follows each, as far as counts matter. */
final class ObjectRules {
    private static final int MOST_STEPS = 100_000;
    private static final int NOWHERE = -1;

    private final SchemaRules schemas;
    private final JsonRules rules;
    private final Shape shape;
    private final String place;
    private final int least;
    private final int most;

    /** A member that may be there, and its rule. */
    private record Member(boolean required, int rule) {}

    ObjectRules(SchemaRules schemas, Shape shape) {
        this.schemas = schemas;
        this.rules = schemas.json();
        this.shape = shape;
        this.place = "the schema, " + shape.place();
        this.least = shape.least("minProperties");
        this.most = shape.most("maxProperties");
    }

    void addTo(int rule) {
        List<Member> named = named();
        List<Integer> others = others();
        long required = named.stream().filter(Member::required).count();
        if (least > most || required > most) {
            throw shape.unmeetable(
                    "maxProperties", Math.max(least, required) + " members at least, and at most " + most, "more");
        }
        if (least > required && !others.isEmpty()) {
            throw shape.schemas().stream()
                    .filter(schema -> schema.has("minProperties"))
                    .findFirst()
                    .orElseThrow()
                    .error(
                            "minProperties",
                            "with members of any name, of which two may be the same, this is not supported",
                            "additionalProperties false, or as many required properties");
        }
        if (others.isEmpty() && least > named.size()) {
            throw shape.unmeetable(
                    "minProperties", least + " members at least, and only " + named.size() + " may be there", "fewer");
        }
        // What is behind the last named member, by how many members there are: more than matter count as that many.
        int counts = most < Integer.MAX_VALUE
                ? Math.min(most, named.size() + (others.isEmpty() ? 0 : most))
                : Math.max(1, least);
        if ((long) (named.size() + 1) * (counts + 1) > MOST_STEPS) {
            throw SchemaDocument.error(
                    shape.place(), "there are more than " + MOST_STEPS + " steps to count members", "smaller counts");
        }
        int[] behind = end(others, counts);
        for (int i = named.size() - 1; i >= 0; i--) {
            behind = before(named.get(i), behind, counts);
        }
        rules.add(rule, "{", behind[0]);
    }

    private int[] end(List<Integer> others, int counts) {
        int[] end = new int[counts + 1];
        for (int count = 0; count <= counts; count++) {
            end[count] = count < least && others.isEmpty() ? NOWHERE : rules.rule(place);
        }
        for (int count = 0; count <= counts; count++) {
            if (count >= least) {
                rules.add(end[count], rules.space(), "}");
            }
            for (int other : others) {
                if (count < most) {
                    addMember(end[count], count, other, end[Math.min(count + 1, counts)]);
                }
            }
        }
        return end;
    }

    /** What may be where a member may be, by how many there are; {@link #NOWHERE} where that comes to no good end. */
    private int[] before(Member member, int[] behind, int counts) {
        int[] before = new int[counts + 1];
        for (int count = 0; count <= counts; count++) {
            int with = count < most ? behind[Math.min(count + 1, counts)] : NOWHERE;
            int without = member.required ? NOWHERE : behind[count];
            before[count] = with == NOWHERE && without == NOWHERE ? NOWHERE : rules.rule(place);
            if (with != NOWHERE) {
                addMember(before[count], count, member.rule, with);
            }
            if (without != NOWHERE) {
                rules.add(before[count], without);
            }
        }
        return before;
    }

    private void addMember(int rule, int count, int member, int rest) {
        if (count == 0) {
            rules.add(rule, rules.space(), member, rest);
        } else {
            rules.add(rule, ",", rules.space(), member, rest);
        }
    }

    private List<Member> named() {
        Set<String> required = shape.required();
        List<Member> members = new ArrayList<>();
        for (String name : shape.names()) {
            List<Subschema> values = shape.property(name);
            boolean possible = values.stream().noneMatch(Subschema::allowsNothing);
            if (!possible && required.contains(name)) {
                throw shape.unmeetable(
                        "required",
                        "the property " + JsonValue.quoted(name) + " is required, and not allowed",
                        "others");
            }
            if (possible) {
                int rule = rules.rule(place);
                rules.add(rule, JsonValue.quoted(name) + ":", rules.space(), schemas.rule(values, shape.place()));
                members.add(new Member(required.contains(name), rule));
            }
        }
        return members;
    }

    private List<Integer> others() {
        List<Integer> others = new ArrayList<>();
        for (ExtraMembers.Kind kind : ExtraMembers.of(shape).kinds()) {
            int rule = rules.rule(place);
            rules.add(
                    rule,
                    rules.text(kind.names(), place),
                    ":",
                    rules.space(),
                    schemas.rule(kind.values(), shape.place()));
            others.add(rule);
        }
        return others;
    }
}
