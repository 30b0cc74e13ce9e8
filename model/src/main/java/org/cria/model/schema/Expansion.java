package org.cria.model.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes schemas that hold together apart: references followed, and a shape for each choice of their alternatives. */
final class Expansion {
    /** Alternatives within and beside each other multiply. */
    private static final int MOST_SHAPES = 1000;

    private final Patterns patterns;
    /** Whether alternatives of {@code oneOf} are to be told apart. */
    private final boolean exclusive;

    Expansion(Patterns patterns) {
        this(patterns, true);
    }

    private Expansion(Patterns patterns, boolean exclusive) {
        this.patterns = patterns;
        this.exclusive = exclusive;
    }

    /** A schema and what it was mentioned by. */
    private record Link(Subschema schema, @Nullable Link from) {}

    /** Alternatives of which one, or one and no other, is met. */
    private record Choice(String pointer, List<Link> alternatives, boolean exclusive) {}

    /**
     * All shapes; none where a schema is {@code false}.
     *
     * @throws org.cria.kernels.CriaException if a schema refers to itself for the same value, if there are too many alternatives, or if
     *     those of {@code oneOf} cannot be told apart
     */
    List<Shape> shapes(List<Subschema> schemas) {
        Deque<Link> links = new ArrayDeque<>();
        schemas.forEach(schema -> links.add(new Link(schema, null)));
        List<Shape> shapes = new ArrayList<>();
        expand(List.of(), links, List.of(), shapes);
        return shapes;
    }

    private void expand(List<Subschema> base, Deque<Link> links, List<Choice> before, List<Shape> shapes) {
        List<Subschema> plain = new ArrayList<>(base);
        List<Choice> choices = new ArrayList<>(before);
        while (!links.isEmpty()) {
            Link link = links.poll();
            Subschema schema = link.schema;
            if (schema.allowsNothing()) {
                return;
            }
            checkNew(link);
            if (schema.allowsAll() || plain.contains(schema)) {
                continue;
            }
            plain.add(schema);
            schema.reference().ifPresent(target -> links.add(new Link(target, link)));
            schema.schemas("allOf").forEach(each -> links.add(new Link(each, link)));
            for (String keyword : List.of("anyOf", "oneOf")) {
                if (schema.has(keyword)) {
                    choices.add(choice(schema, keyword, link));
                }
            }
        }
        if (choices.isEmpty()) {
            shapes.add(new Shape(plain, patterns));
            return;
        }
        choose(plain, choices.getFirst(), choices.subList(1, choices.size()), shapes);
    }

    private static Choice choice(Subschema schema, String keyword, Link link) {
        List<Link> alternatives = schema.schemas(keyword).stream()
                .map(each -> new Link(each, link))
                .toList();
        if (alternatives.isEmpty()) {
            throw schema.unmeetable(keyword, "no alternative is listed", "one at least");
        }
        return new Choice(schema.pointer(keyword), alternatives, keyword.equals("oneOf"));
    }

    private void choose(List<Subschema> plain, Choice choice, List<Choice> others, List<Shape> shapes) {
        List<List<Shape>> each = new ArrayList<>();
        for (Link alternative : choice.alternatives) {
            List<Shape> own = new ArrayList<>();
            expand(plain, new ArrayDeque<>(List.of(alternative)), others, own);
            each.add(own);
            shapes.addAll(own);
            if (shapes.size() > MOST_SHAPES) {
                throw SchemaDocument.error(
                        choice.pointer,
                        "with the alternatives around it there are more than " + MOST_SHAPES,
                        "fewer, or fewer within each other");
            }
        }
        if (choice.exclusive && exclusive) {
            // What is within is looked at when its turn comes: schemas may contain themselves.
            new Exclusion(new Expansion(patterns, false), patterns).check(each, choice.pointer);
        }
    }

    private static void checkNew(Link link) {
        for (Link from = link.from; from != null; from = from.from) {
            if (from.schema.equals(link.schema)) {
                throw SchemaDocument.error(
                        link.schema.pointer(),
                        "this refers to itself for the same value",
                        "something between, such as a property or an item");
            }
        }
    }
}
