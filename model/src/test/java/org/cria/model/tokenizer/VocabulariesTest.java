package org.cria.model.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cria.model.gguf.Gguf;
import org.cria.testmodels.GgufWriter;
import org.cria.testmodels.TinyVocabularies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies of many kinds with the marks and flags of real ones: what frames a text, what ends an answer, ids and back. */
final class VocabulariesTest {
    private static final String GOLDEN = "/tokenizer/vocabularies.txt";

    @TempDir
    Path folder;

    private final Map<String, GgufWriter> all = TinyVocabularies.all();

    private Tokenizer tokenizer(String name) throws IOException {
        GgufWriter writer = Objects.requireNonNull(all.get(name), name);
        try (Gguf file = Gguf.open(writer.write(folder.resolve(name + ".gguf")))) {
            return Tokenizers.from(file.metadata());
        }
    }

    @Test
    void framesEndsAndIdsAreLlamaCpps() throws IOException {
        int vocabularies = 0;
        String name = "";
        Tokenizer tokenizer = tokenizer("gpt-2");
        for (List<String> line : GoldenText.rows(GOLDEN)) {
            if (line.getFirst().equals("vocabulary")) {
                vocabularies++;
                name = line.get(1);
                tokenizer = tokenizer(name);
                Vocabulary vocabulary = tokenizer.vocabulary();
                assertEquals(line.get(2), String.valueOf(vocabulary.addBos()), name + ": adds a begin");
                assertEquals(line.get(3), String.valueOf(vocabulary.addEos()), name + ": adds an end");
                assertEquals(GoldenText.numbers(line.get(4)), boxed(vocabulary.endOfGeneration()), name + ": ends");
            } else {
                check(tokenizer, name, line);
            }
        }
        assertEquals(all.size(), vocabularies);
    }

    private static void check(Tokenizer tokenizer, String name, List<String> line) {
        String text = GoldenText.unescape(line.get(1));
        String place = name + ", " + line;
        switch (line.getFirst()) {
            case "typed" -> assertEquals(GoldenText.numbers(line.get(2)), boxed(tokenizer.encode(text)), place);
            case "template" ->
                assertEquals(GoldenText.numbers(line.get(2)), boxed(tokenizer.encodeTemplate(text)), place);
            case "framed" -> assertEquals(GoldenText.numbers(line.get(2)), boxed(tokenizer.prompt(text)), place);
            default -> assertEquals(GoldenText.unescape(line.get(2)), tokenizer.decode(tokenizer.encode(text)), place);
        }
    }

    @Test
    void idsBecomeTheTextAgainWhereTheyDoInLlamaCpp() throws IOException {
        List<List<String>> lines = GoldenText.rows(GOLDEN);
        Tokenizer tokenizer = tokenizer("gpt-2");
        int same = 0;
        for (int i = 0; i < lines.size(); i++) {
            List<String> line = lines.get(i);
            if (line.getFirst().equals("vocabulary")) {
                tokenizer = tokenizer(line.get(1));
            } else if (line.getFirst().equals("typed") && !hasBack(lines, i)) {
                String text = GoldenText.unescape(line.get(1));
                assertEquals(text, tokenizer.decode(ids(line.get(2))), line::toString);
                same++;
            }
        }
        assertTrue(same > 300, same + " texts");
    }

    /** Whether one of the lines of the same text says that it does not come back. */
    private static boolean hasBack(List<List<String>> lines, int typed) {
        for (int i = typed + 1; i < lines.size() && !lines.get(i).getFirst().equals("typed"); i++) {
            if (lines.get(i).getFirst().equals("back")) {
                return true;
            }
        }
        return false;
    }

    private static int[] ids(String spaced) {
        return GoldenText.numbers(spaced).stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> boxed(int[] tokens) {
        return Arrays.stream(tokens).boxed().toList();
    }
}
