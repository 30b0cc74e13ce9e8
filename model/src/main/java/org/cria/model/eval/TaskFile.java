package org.cria.model.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cria.kernels.CriaException;
import org.cria.model.json.JsonSource;
import org.cria.model.storage.FileFault;

/** Reads task files: JSON, of which every member is known. */
public final class TaskFile {
    private static final List<String> KINDS =
            List.of("choice", "blank", "generation", "instructions", "perplexity", "adherence");
    private static final int USUAL_TOKENS = 256;
    /** Patterns mean what they mean to Python: only a line feed ends a line, and letters, digits and spaces are Unicode's. */
    private static final int AS_IN_PYTHON = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS;

    private TaskFile() {}

    /**
     * A user's own task.
     *
     * @throws CriaException if the file cannot be read or is none, with the line
     */
    public static EvalTask read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new CriaException(
                    file + ": cannot be read (" + FileFault.of(e) + "), expected a task file in JSON. Check the name.",
                    e);
        }
    }

    /** A task that comes with Cria; empty if there is none of this name. */
    static Optional<EvalTask> builtIn(String name) {
        try (InputStream in = TaskFile.class.getResourceAsStream(name + ".json")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(read(name + ".json", new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EvalTask read(String place, String text) {
        JsonSource json;
        try {
            json = JsonSource.parse(text);
        } catch (CriaException e) {
            throw e.at(place);
        }
        Section file = Section.of(place, json);
        TaskData found = data(file);
        EvalTask task = new EvalTask(
                file.name("task"),
                file.whole("version", 0, 1),
                file.lists("parts"),
                found,
                fields(file),
                file.whole("shots", 0, 0),
                file.has("draw")
                        && file.oneOf("draw", List.of("random", "first")).equals("first"),
                file.has("description") ? template(file, "description") : new DocTemplate(""),
                form(file),
                file.textIfAny("labels"),
                metrics(file));
        file.finish();
        return task;
    }

    private static TaskData data(Section file) {
        if (file.oneOf("kind", KINDS).equals("adherence")) {
            return new TaskData(List.of(), List.of(), List.of(), ""); // its conversations are its own
        }
        Section data = file.section("data");
        TaskData found = new TaskData(
                data.texts("test"), data.textsIfAny("shots"), data.textsIfAny("columns"), data.text("source"));
        data.finish();
        return found;
    }

    private static DocTemplate template(Section section, String name) {
        String text = section.text(name);
        return section.made(name, () -> new DocTemplate(text));
    }

    private static Pattern pattern(Section section, String name, String text) {
        return section.made(name, () -> Pattern.compile(text, AS_IN_PYTHON));
    }

    private static List<Field> fields(Section file) {
        List<Field> all = new ArrayList<>();
        for (Map.Entry<String, Section> each : file.named("fields").entrySet()) {
            Section field = each.getValue();
            if (!field.has("text") && !field.has("list")) {
                throw file.section("fields").wrong(each.getKey(), "an object with 'text' or 'list'");
            }
            List<Replacement> replacements = new ArrayList<>();
            for (Section replacement : field.sections("replace")) {
                replacements.add(new Replacement(
                        pattern(replacement, "pattern", replacement.text("pattern")), replacement.text("by")));
                replacement.finish();
            }
            all.add(
                    field.has("text")
                            ? new Field.Words(each.getKey(), template(field, "text"), replacements)
                            : new Field.Listed(
                                    each.getKey(), field.texts("list"), field.truth("values", false), replacements));
            field.finish();
        }
        return all;
    }

    private static TaskForm form(Section file) {
        return switch (file.oneOf("kind", KINDS)) {
            case "choice" -> new TaskForm.Choice(template(file, "text"), options(file), template(file, "answer"));
            case "blank" -> new TaskForm.Blank(options(file), template(file, "text"), template(file, "answer"));
            case "instructions" -> new TaskForm.Instructed(turns(file), file.whole("tokens", 1, USUAL_TOKENS));
            case "perplexity" -> new TaskForm.Predicted(file.whole("window", 2, 512));
            case "adherence" ->
                new TaskForm.Kept(
                        file.whole("turns", 1, 20), file.whole("tokens", 1, 48), file.whole("window", 2, 256));
            default ->
                new TaskForm.Generation(
                        template(file, "text"),
                        template(file, "answer"),
                        file.textsIfAny("until"),
                        file.whole("tokens", 1, USUAL_TOKENS),
                        extractions(file),
                        file.textsIfAny("ignore").stream()
                                .map(text -> pattern(file, "ignore", text))
                                .toList(),
                        file.truth("ignore_case", false));
        };
    }

    private static List<InstructedTurn> turns(Section file) {
        List<InstructedTurn> all = new ArrayList<>();
        for (Section turn : file.sections("turns")) {
            all.add(new InstructedTurn(turn.text("prompt"), turn.text("instructions"), turn.text("arguments")));
            turn.finish();
        }
        if (all.isEmpty()) {
            throw file.wrong("turns", "a list of objects, at least one");
        }
        return all;
    }

    private static Options options(Section file) {
        if (file.isText("choices")) {
            return new Options.InField(file.text("choices"));
        }
        if (!file.isTexts("choices", 2)) {
            throw file.wrong("choices", "a list of texts, at least two, or the name of a field that has them");
        }
        List<String> texts = file.texts("choices");
        return new Options.Written(
                file.made("choices", () -> texts.stream().map(DocTemplate::new).toList()));
    }

    private static List<Extraction> extractions(Section file) {
        List<Extraction> all = new ArrayList<>();
        for (Section each : file.sections("extract")) {
            all.add(new Extraction(
                    each.text("name"),
                    pattern(each, "pattern", each.text("pattern")),
                    each.has("take")
                            && each.oneOf("take", List.of("first", "last")).equals("last")));
            each.finish();
        }
        if (all.isEmpty()) {
            throw file.wrong("extract", "a list of objects, at least one, since each gives a figure");
        }
        return all;
    }

    private static List<Metric> metrics(Section file) {
        switch (file.text("kind")) {
            case "choice", "blank" -> {}
            case "generation" -> {
                return List.of(Metric.EXACT_MATCH);
            }
            default -> {
                return List.of();
            }
        }
        List<Metric> all = new ArrayList<>();
        for (String name : file.texts("metrics")) {
            all.add(
                    switch (name) {
                        case "acc" -> Metric.ACC;
                        case "acc_norm" -> Metric.ACC_NORM;
                        case "mc2" -> Metric.MC2;
                        default -> throw file.wrong("metrics", "acc, acc_norm or mc2");
                    });
        }
        if (all.contains(Metric.MC2) && !file.has("labels")) {
            throw file.wrong("metrics", "mc2 only with 'labels', the field that says which choices are true");
        }
        return all;
    }
}
