package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cria.testmodels.TinyModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cria doctor} on the emulator, which is everywhere. */
final class DoctorCommandTest {
    @TempDir
    Path folder;

    private CriaProcess.Outcome doctor(String... more) throws IOException {
        Path model = TinyModel.seeded(3)
                .dim(64)
                .ffn(64)
                .heads(4)
                .kvHeads(2)
                .vocabulary(290)
                .write(folder.resolve("tiny.gguf"));
        String[] arguments = new String[more.length + 3];
        arguments[0] = "doctor";
        arguments[1] = "-m";
        arguments[2] = model.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return new CriaProcess(folder, arguments).run();
    }

    @Test
    void theEmulatorComputesWhatTheCpuDoes() throws IOException {
        CriaProcess.Outcome run = doctor("--device", "emulator", "-p", "a small text");
        assertEquals(0, run.exitCode(), run.out() + run.err());
        for (String expected : new String[] {
            "device  .*emulator.*kernels [0-9a-f]{16}.*",
            "examined  .*a prompt of \\d+ tokens and one more, layers 0, 1.*",
            "prefill  .*(\\d+) of \\1 operators agree.*",
            "decode  .*(\\d+) of \\1 operators agree.*",
            "decode with a long past  .*(\\d+) of \\1 operators agree.*",
            "whole passes  .*9 of 9 predictions have the same best token.*same bits",
            "verdict  .*The device computes what the CPU does."
        }) {
            assertTrue(run.out().lines().anyMatch(line -> line.matches(expected)), expected + " in:\n" + run.out());
        }
    }

    @Test
    void theCpuIsNotADevice() throws IOException {
        CriaProcess.Outcome run = doctor("--device", "cpu");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().startsWith("cria: device 'cpu' is what others are compared with"), run.err());
    }
}
