package org.cria.model.eval;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonSource;
import org.cria.model.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** An object in a task file, read strictly: what is wrong, or is not known, is said with its line. */
final class Section {
    private final String place;
    private final JsonSource file;
    private final JsonValue.Members object;
    private final TreeSet<String> known = new TreeSet<>();

    private Section(String place, JsonSource file, JsonValue.Members object) {
        this.place = place;
        this.file = file;
        this.object = object;
    }

    /** The whole of a file. */
    static Section of(String place, JsonSource file) {
        return new Section(place, file, (JsonValue.Members)
                checked(place, file, "the task", file.value(), file.value() instanceof JsonValue.Members, "an object"));
    }

    private static JsonValue checked(
            String place, JsonSource file, String name, JsonValue found, boolean fits, String expected) {
        if (!fits) {
            String shown = found.toString();
            throw new CriaException(place + ", line " + file.line(found) + ": " + name + " is "
                    + (shown.length() > 60 ? shown.substring(0, 60) + "…" : shown) + ", expected " + expected
                    + ". Correct the task file.");
        }
        return found;
    }

    private @Nullable JsonValue find(String name) {
        known.add(name);
        return object.members().get(name);
    }

    private JsonValue need(String name, String expected) {
        JsonValue found = find(name);
        if (found == null) {
            throw new CriaException(place + ", line " + file.line(object) + ": there is no '" + name + "', expected "
                    + expected + ". Correct the task file.");
        }
        return found;
    }

    private JsonValue checked(String name, JsonValue found, boolean fits, String expected) {
        return checked(place, file, "'" + name + "'", found, fits, expected);
    }

    boolean has(String name) {
        return find(name) != null;
    }

    /** Fails about a member that is there. */
    CriaException wrong(String name, String expected) {
        JsonValue found = need(name, expected);
        return new CriaException(place + ", line " + file.line(found) + ": '" + name + "' is " + found + ", expected "
                + expected + ". Correct the task file.");
    }

    String text(String name) {
        JsonValue found = need(name, "a text");
        return ((JsonValue.Text) checked(name, found, found instanceof JsonValue.Text, "a text")).value();
    }

    Optional<String> textIfAny(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** One of some words. */
    String oneOf(String name, List<String> words) {
        String found = text(name);
        if (!words.contains(found)) {
            throw wrong(name, "one of " + String.join(", ", words));
        }
        return found;
    }

    /** A text that says something. */
    String name(String name) {
        String found = text(name);
        if (found.isBlank()) {
            throw wrong(name, "a name");
        }
        return found;
    }

    int whole(String name, int least, int otherwise) {
        JsonValue found = find(name);
        if (found == null) {
            return otherwise;
        }
        boolean fits = found instanceof JsonValue.Numeric number
                && number.isWhole()
                && number.value().compareTo(BigDecimal.valueOf(least)) >= 0
                && number.value().precision() - number.value().scale() <= 9;
        return ((JsonValue.Numeric) checked(name, found, fits, "a whole number of " + least + " or more"))
                .value()
                .intValue();
    }

    boolean truth(String name, boolean otherwise) {
        JsonValue found = find(name);
        return found == null
                ? otherwise
                : ((JsonValue.Truth) checked(name, found, found instanceof JsonValue.Truth, "true or false")).value();
    }

    private static boolean isTexts(JsonValue value) {
        return value instanceof JsonValue.Array(List<JsonValue> items)
                && items.stream().allMatch(JsonValue.Text.class::isInstance);
    }

    private static List<String> asTexts(JsonValue value) {
        return ((JsonValue.Array) value)
                .items().stream().map(item -> ((JsonValue.Text) item).value()).toList();
    }

    /** A list of texts, at least one. */
    List<String> texts(String name) {
        JsonValue found = need(name, "a list of texts");
        boolean fits = isTexts(found) && !((JsonValue.Array) found).items().isEmpty();
        return asTexts(checked(name, found, fits, "a list of texts, at least one"));
    }

    /** The same, or none. */
    List<String> textsIfAny(String name) {
        JsonValue found = find(name);
        return found == null ? List.of() : asTexts(checked(name, found, isTexts(found), "a list of texts"));
    }

    /** Whether a member is a list of so many texts or more. */
    boolean isTexts(String name, int least) {
        return find(name) instanceof JsonValue.Array list
                && isTexts(list)
                && list.items().size() >= least;
    }

    /** Whether a member is a text. */
    boolean isText(String name) {
        return find(name) instanceof JsonValue.Text;
    }

    Section section(String name) {
        JsonValue found = need(name, "an object");
        return new Section(
                place, file, (JsonValue.Members) checked(name, found, found instanceof JsonValue.Members, "an object"));
    }

    /** Objects in a list; none where it is missing. */
    List<Section> sections(String name) {
        JsonValue found = find(name);
        if (found == null) {
            return List.of();
        }
        boolean fits = found instanceof JsonValue.Array(List<JsonValue> items)
                && items.stream().allMatch(JsonValue.Members.class::isInstance);
        List<Section> all = new ArrayList<>();
        for (JsonValue item : ((JsonValue.Array) checked(name, found, fits, "a list of objects")).items()) {
            all.add(new Section(place, file, (JsonValue.Members) item));
        }
        return all;
    }

    /** Objects by their names, which are the file's own. */
    Map<String, Section> named(String name) {
        Map<String, Section> all = new LinkedHashMap<>();
        if (has(name)) {
            Section section = section(name);
            section.object.members().keySet().forEach(each -> all.put(each, section.section(each)));
        }
        return all;
    }

    /** Lists of texts by their names, which are the file's own. */
    Map<String, List<String>> lists(String name) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        if (has(name)) {
            Section section = section(name);
            section.object.members().keySet().forEach(each -> all.put(each, section.texts(each)));
        }
        return all;
    }

    /** Fails if there is a member that nothing asked for. */
    void finish() {
        object.members().forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new CriaException(place + ", line " + file.line(value) + ": '" + name
                        + "' is not known here, expected one of " + String.join(", ", known)
                        + ". Correct the task file.");
            }
        });
    }

    /** Fails with the line of a member where what is made of it is refused. */
    <T> T made(String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (RuntimeException e) {
            JsonValue found = need(name, "something else");
            String reason =
                    e.getMessage() == null ? e.toString() : e.getMessage().replaceAll("\\s+", " ");
            throw new CriaException(
                    place + ", line " + file.line(found) + ": '" + name + "' cannot be used: " + reason
                            + (reason.endsWith(".") ? "" : ".") + " Correct the task file.",
                    e);
        }
    }
}
