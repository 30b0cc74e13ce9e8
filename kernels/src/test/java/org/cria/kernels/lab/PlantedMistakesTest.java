package org.cria.kernels.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cria.kernels.Progress;
import org.junit.jupiter.api.Test;

/** Mistakes that people make in kernels, each in an otherwise right one: the laboratory names what it is, and the Java line. */
final class PlantedMistakesTest {
    /** What the laboratory says of a new file with a few changes, each a text and what takes its place. */
    private static KernelTrial.Verdict verdict(String socket, String... changes) {
        KernelFile file = Bench.written(socket);
        String text = file.text();
        for (int i = 0; i < changes.length; i += 2) {
            assertTrue(text.contains(changes[i]), () -> socket + " has no longer what this test changes");
            text = text.replace(changes[i], changes[i + 1]);
        }
        KernelLoader loader = KernelLoader.ofThisJvm();
        LoadedKernel loaded = loader.load(new KernelFile(file.name(), text));
        return new KernelTrial(loader, Bench.TEMPLATE, Bench.backend(loaded.socket())).run(loaded, Progress.NONE);
    }

    /** That something of this kind is found at a line with this code. */
    private static void assertFound(KernelTrial.Verdict verdict, String kind, String code) {
        assertTrue(
                verdict.faults().stream()
                        .anyMatch(fault ->
                                fault.kind().equals(kind) && fault.code().contains(code)),
                () -> verdict.faults().toString());
    }

    @Test
    void aRace() {
        assertFound(
                verdict("RmsNorm", "squares[context.localIdx] = square;", "squares[0] = square;"),
                "data race",
                "squares[0] = square;");
    }

    @Test
    void aMissingBarrier() {
        assertFound(
                verdict("RmsNorm", "        context.localBarrier();\n        float total", "        float total"),
                "data race",
                "squares[");
    }

    @Test
    void aBound() {
        assertFound(
                verdict(
                        "RmsNorm",
                        "float value = x.get(row * columns + c);",
                        "float value = x.get((row + 1) * columns + c);"),
                "out of bounds",
                "(row + 1) * columns");
    }

    @Test
    void aStaleCopy() {
        assertFound(
                verdict("RmsNorm", "vectors.array(), x),", "vectors.array()),"),
                "unwritten read",
                "x.get(row * columns + c)");
    }

    @Test
    void anUnwrittenRead() {
        assertFound(
                verdict(
                        "RmsNorm",
                        "squares[context.localIdx] = square;",
                        "if (context.localIdx > 0) {\n            squares[context.localIdx] = square;\n        }"),
                "unwritten read",
                "total += squares[i];");
    }

    @Test
    void theWrongScaleOfOneFormat() {
        KernelTrial.Verdict verdict = verdict(
                "Embed",
                "signed(w.get(scales + (unit >> 1)), 2 * (unit & 1) + half);",
                "signed(w.get(scales + (unit >> 1)), 2 * (unit & 1));");
        assertFound(verdict, "wrong values", "2 * (unit & 1)");
        assertTrue(
                verdict.faults().getFirst().message().contains("Wrong in Q6_K, right in BF16, F16"),
                verdict.toString());
    }

    @Test
    void anOddShape() {
        assertFound(
                verdict("RmsNorm", "parts ? columns : 0;", "parts ? columns & ~1 : 0;"),
                "wrong values",
                "columns & ~1");
    }

    @Test
    void aScalarThatIsFolded() {
        assertFound(
                verdict(
                        "RmsNorm",
                        "int gain = vectors.start(s);",
                        "int gain = vectors.start(s) + scope.layer().get(0) * vectors.stride();",
                        "int gainAt = layer.get(0) * stride + gain;",
                        "int gainAt = gain;"),
                "folded scalar",
                "scope.layer().get(0)");
    }

    @Test
    void anIndexThatOverflows() {
        assertFound(
                verdict(
                        "RmsNorm",
                        "        float square = 0f;",
                        "        int rowBytes = columns * 4;\n        float square = 0f;",
                        "float value = x.get(row * columns + c);",
                        "float value = x.get(row * rowBytes / 4 + c);"),
                "overflow beyond 2^31",
                "row * rowBytes / 4");
    }

    @Test
    void aTestForNaN() {
        assertFound(
                verdict(
                        "RmsNorm",
                        "            square += value * value;",
                        "            square += value != value ? 0f : value * value;"),
                "nan comparison",
                "value != value");
    }

    @Test
    void theWrongPartOfABlock() {
        KernelTrial.Verdict verdict =
                verdict("Q4_K", "int pair = scales + (at >>> 6) * 2;", "int pair = scales + (at >>> 7) * 2;");
        assertFound(verdict, "wrong values", "(at >>> 7) * 2");
        assertEquals(1, verdict.faults().size(), verdict.toString());
    }

    @Test
    void aResultThatDiffersFromRunToRun() {
        assertFound(
                verdict(
                        "Q8_0",
                        "final class Q8_0Rows implements Rows {",
                        "final class Q8_0Rows implements Rows {\n    private static int calls;\n",
                        "        int steps =",
                        "        calls += 1;\n        int steps ="),
                "different result per run",
                "calls += 1;");
    }
}
