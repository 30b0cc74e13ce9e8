package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.cria.testmodels.TinyVocabularies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids that become a text again. */
@SuppressWarnings("NullAway.Init") // set before each test
final class TokenizeCommandTest {
    @TempDir
    Path folder;

    private String model;

    @BeforeEach
    void write() throws IOException {
        model = Objects.requireNonNull(TinyVocabularies.all().get("gemma"))
                .write(folder.resolve("gemma.gguf"))
                .toString();
    }

    private Printed tokenize(String text, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"tokenize", "-m", model, "-p", text}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return Printed.of("", arguments);
    }

    @Test
    void idsBecomeTheirTextNothingAdded() {
        String text = " a \u4E2D\n\n x";
        String ids = tokenize(text, "--ids", "--no-bos").out();
        assertTrue(ids.startsWith("[") && ids.endsWith("]\n"), ids);
        assertEquals(new Printed(0, text, ""), tokenize(ids, "--decode"));
        assertEquals("", tokenize("[]", "--decode").out());
    }

    @Test
    void whatIsNoIdIsNamedWithTheRangeOfIds() {
        for (String wrong : new String[] {"1, 99999", "1 -1", "a", "99999999999"}) {
            Printed refused = tokenize(wrong, "--decode");
            assertEquals(1, refused.exitCode());
            assertTrue(refused.err().contains("is no id: expected whole numbers from 0 to 281"), refused.err());
        }
    }
}
