package org.cria.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
    private static final Explanation FULL = Explanation.of(
            600,
            " tokens. Choose a larger context",
            Control.CONTEXT_SIZE.how(),
            ", or ",
            Control.DEVICE.to("cpu"),
            Control.GPU_LAYERS.aside(),
            ".");

    @Test
    void withoutOtherWordsControlsGoByTheirNames() {
        assertEquals("600 tokens. Choose a larger context, or device cpu.", FULL.toString());
        assertEquals(
                "GPU layers is -2, expected 0 or more.",
                Explanation.outOfRange(Control.GPU_LAYERS, -2, "0 or more").toString());
    }

    @Test
    void aReaderPutsItsOwnWordsInTheirPlace() {
        assertEquals(
                "600 tokens. Choose a larger context<context size HOW >, or <device VALUE cpu><GPU layers ASIDE >.",
                FULL.worded(mention ->
                        "<" + mention.control().name() + " " + mention.form() + " " + mention.value() + ">"));
    }

    @Test
    void whatItSpeaksOfIsData() {
        assertEquals(Set.of(Control.CONTEXT_SIZE, Control.DEVICE, Control.GPU_LAYERS), FULL.controls());
        assertEquals(Set.of(), Explanation.of("the file ", "x").controls());
    }

    @Test
    void bracesAndPercentSignsOfFileNamesStay() {
        assertEquals("{0}%s$1", Explanation.of("{0}", "%s", "$1").worded(mention -> "no"));
    }

    @Test
    void aPlaceIsPutBeforeAFailureAndItsControlsStayData() {
        CriaException failure = new CriaException(FULL);
        CriaException placed = failure.at("tiny.gguf");
        assertEquals("tiny.gguf: " + FULL, placed.getMessage());
        assertEquals(FULL.controls(), placed.explanation().controls());
        assertSame(failure, placed.getCause());
    }

    @Test
    void aFailureMayBeSerialised() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new CriaException(FULL));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CriaException read = assertInstanceOf(CriaException.class, in.readObject());
            assertEquals(FULL.toString(), read.explanation().toString());
            assertEquals(FULL.controls(), read.explanation().controls());
        }
    }
}
