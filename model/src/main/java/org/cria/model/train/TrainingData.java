package org.cria.model.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.cria.kernels.CriaException;
import org.cria.model.chat.ChatTemplate;
import org.cria.model.json.JsonValue;
import org.cria.model.storage.FileFault;
import org.cria.model.tokenizer.Tokenizer;

/**
 * What is in a file to learn from.
 *
 * @param place the file's name, for messages
 * @param examples one at least
 * @param cut how many of the file's texts were longer than an example may be: of conversations the rest is left out
 */
public record TrainingData(String place, List<Example> examples, int cut) {
    private static final String FORM = "{\"messages\": […]} or {\"text\": \"…\"}";

    public TrainingData {
        examples = List.copyOf(examples);
    }

    /**
     * Reads a file: in {@code .jsonl} each line is a conversation, {@code {"messages": [{"role": "user", "content": "…"}, …]}}, or a text,
     * {@code {"text": "…"}}; any other file is one text.
     *
     * @param template asked for where there are conversations
     * @param length the most tokens of an example
     * @throws CriaException naming file and line where one is wrong
     */
    public static TrainingData read(Path file, Tokenizer tokenizer, Supplier<ChatTemplate> template, int length) {
        String place = String.valueOf(file.getFileName());
        Lessons lessons = new Lessons(tokenizer, length);
        List<Example> examples = new ArrayList<>();
        try {
            if (!place.endsWith(".jsonl")) {
                examples.addAll(lessons.of(Files.readString(file), false));
            } else {
                try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                    int number = 0;
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        number++;
                        if (!line.isBlank()) {
                            examples.addAll(lessonsOf(line, place + ", line " + number, lessons, template));
                        }
                    }
                }
            }
        } catch (NoSuchFileException e) {
            throw new CriaException(file + ": there is no such file, expected texts to learn from. Check the path.", e);
        } catch (CharacterCodingException e) {
            throw new CriaException(place + ": it is not UTF-8, expected text in UTF-8. Save it as that.", e);
        } catch (IOException e) {
            throw new CriaException(
                    place + ": cannot be read (" + FileFault.of(e)
                            + "), expected texts to learn from. Name another file.",
                    e);
        }
        if (examples.isEmpty()) {
            throw new CriaException(place + ": there is nothing to learn in it, expected a line such as " + FORM
                    + ", or text." + " Name another file.");
        }
        return new TrainingData(place, examples, lessons.cut());
    }

    private static List<Example> lessonsOf(
            String line, String place, Lessons lessons, Supplier<ChatTemplate> template) {
        JsonValue value;
        try {
            value = JsonValue.parse(line);
        } catch (CriaException e) {
            throw e.at(place);
        }
        if (!(value instanceof JsonValue.Members(Map<String, JsonValue> members))) {
            throw TaughtDialogue.wrong(place, "it is no object", FORM);
        }
        JsonValue messages = members.get("messages");
        if (messages != null) {
            TaughtDialogue dialogue = TaughtDialogue.of(messages, place);
            lessons.use(template.get());
            return lessons.of(dialogue);
        } else if (members.get("text") instanceof JsonValue.Text(String text)) {
            return lessons.of(text, true);
        }
        throw TaughtDialogue.wrong(place, "it has neither 'messages' nor a 'text'", FORM);
    }

    /** How many predictions are learned. */
    public long taught() {
        return examples.stream().mapToLong(Example::taught).sum();
    }

    /** The tokens of the longest example. */
    public int longest() {
        return examples.stream()
                .mapToInt(example -> example.tokens().length)
                .max()
                .orElseThrow();
    }

    /** Two parts: every so-manieth example, from the last on backwards, in the second. */
    public List<TrainingData> split(double share) {
        int kept = (int) Math.clamp(Math.round(examples.size() * share), 1, Math.max(1, examples.size() - 1));
        List<Example> first = new ArrayList<>();
        List<Example> second = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            boolean out = (long) (i + 1) * kept / examples.size() > (long) i * kept / examples.size();
            (out ? second : first).add(examples.get(i));
        }
        return List.of(new TrainingData(place, first, cut), new TrainingData(place, second, 0));
    }
}
