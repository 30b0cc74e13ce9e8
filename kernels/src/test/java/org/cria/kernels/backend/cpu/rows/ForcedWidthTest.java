package org.cria.kernels.backend.cpu.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cria.kernels.format.Format;
import org.cria.kernels.format.Formats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The row kernels at every vector width, whatever this machine's: each in a JVM of its own, since a width is a constant. */
final class ForcedWidthTest {
    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {128, 256, 512})
    void everyKernelKeepsItsPromises(int bits) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Kernels.class.getName(),
                        Integer.toString(bits))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    /** What runs in the other JVM: the tests of {@link RowsTest} that compare with the reference. */
    static final class Kernels {
        private Kernels() {}

        /** @param args the width that the kernels must have */
        public static void main(String[] args) {
            VectorWidth.bits = Integer.parseInt(args[0]);
            assertEquals(VectorWidth.bits, LaneSum.SPECIES.vectorBitSize());
            RowsTest tests = new RowsTest();
            for (Format format : Formats.all()) {
                Rows rows = RowsByFormat.STANDARD.vector(format);
                tests.dotIsTheSumOfProducts(format.name(), args[0], format, rows);
                tests.decodeIsTheReferenceBitForBit(format.name(), args[0], format, rows);
                tests.aRowCutShortIsOutOfBounds(format.name(), args[0], format, rows);
                tests.noColumnsSumToZero(format);
                tests.aLaneAfterTheOtherGivesTheBitsOfVectors(format);
            }
        }
    }
}
