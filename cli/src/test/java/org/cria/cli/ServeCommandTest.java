package org.cria.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cria.cli.builtin.Checkout;
import org.cria.cli.device.DeviceUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code cria serve} refuses before it loads anything. */
final class ServeCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 70000 | --port is 70000, expected 0 to 65535.",
                "-np 0 | -np/--parallel is 0, expected 1 to 1024.",
                "--queue -1 | --queue is -1, expected 0 or more.",
                "--timeout 0 | --timeout is 0, expected 1 or more.",
                "--host 0.0.0.0 | the host is 0.0.0.0, which others can reach, and there is no API key. Choose one with --api-key-file, or",
                "--temp -x | --temp",
                "-m y/z.gguf -md d.gguf | -md is a model that guesses for one, and 2 are served. Serve one, or",
                "--spec-type draft-simple | no model guesses: name one with -md MODEL.",
                "-devd cpu | -devd is for a model that guesses",
            })
    void aValueThatMakesNoSenseIsWrongUsage(String options, String message) {
        InProcess answer = InProcess.execute(("serve -m x/y.gguf " + options).split(" ", -1));
        assertEquals(2, answer.exitCode(), answer.err());
        assertTrue(answer.err().contains(message), answer.err());
    }

    @Test
    void aFileOfKeysHasOneALine() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), " \n\n");
        InProcess answer = InProcess.execute("serve", "-m", "x/y.gguf", "--api-key-file", empty.toString());
        assertTrue(answer.exitCode() != 0 && answer.err().contains("the file has no API key"), answer.err());
        Path keys = Files.writeString(folder.resolve("keys"), "one\n\n two \n");
        InProcess next =
                InProcess.execute("serve", "-m", "x/y.gguf", "--host", "0.0.0.0", "--api-key-file", keys.toString());
        assertTrue(next.err().contains("y.gguf") && !next.err().contains("API key"), next.err());
    }

    @Test
    void aDeviceGetsMemoryForAllSlots() {
        String model = Checkout.file("models/built-in.gguf").toString();
        assertTrue(planned("serve", "-m", model, "-np", "8", "-dev", "tornado")
                > planned("run", "-m", model, "-dev", "tornado") + (1 << 20));
    }

    private static long planned(String... words) {
        var line = Main.commandLine();
        var command = line.parseArgs(words).subcommand().commandSpec();
        return command.userObject() instanceof DeviceUser user
                ? user.plannedBytes()
                : ((DeviceUser) command.mixins().values().stream()
                                .map(mixin -> mixin.userObject())
                                .filter(DeviceUser.class::isInstance)
                                .findFirst()
                                .orElseThrow())
                        .plannedBytes();
    }
}
