package org.cria.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JvmOptionsTest {
    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void theSdksOwnOptionsComeFirstWithItsPlaceFilledIn() throws IOException {
        List<String> options = options(FakeSdk.in(folder.resolve("an SDK")));
        Path home = folder.resolve("an SDK");
        assertEquals(
                List.of(
                        "-server",
                        "-XX:+EnableJVMCI",
                        "-Djava.library.path=" + home + "/lib",
                        "--module-path",
                        home + "/share/java/tornado",
                        "--add-exports=a/b=c,d"),
                options.subList(0, 6),
                "neither the working directory among the modules nor a collector");
    }

    @Test
    void anExpandedArgFileWillDoWithoutATemplate() throws IOException {
        FakeSdk sdk = FakeSdk.in(folder)
                .without("tornado-argfile.template")
                .with("tornado-argfile", "-server\n--module-path .:/sdk/share/java/tornado\n");
        assertEquals(
                List.of("-server", "--module-path", "/sdk/share/java/tornado"),
                options(sdk).subList(0, 3));
    }

    @Test
    void aKernelThatFailsToCompileIsAnErrorAndMemoryIsAsPlanned() throws IOException {
        List<String> options = options(FakeSdk.in(folder));
        assertTrue(options.contains("-Dtornado.recover.bailout=False"), options.toString());
        assertTrue(options.contains("--enable-native-access=tornado.drivers.opencl"), options.toString());
        assertTrue(options.contains("-Dtornado.tvm.maxbytecodesize=65536"), options.toString());
        assertTrue(options.contains("-Djdk.graal.MaximumInliningSize=4000"), options.toString());
        assertTrue(options.contains("-Dtornado.device.memory=5GB"), options.toString());
        assertTrue(options.contains("-XX:MaxDirectMemorySize=5g"), options.toString());
        assertEquals(
                List.of("-cp", "a.jar" + File.pathSeparator + "b c.jar"),
                options.subList(options.size() - 2, options.size()));
    }

    @Test
    void onlyWhereRusticlIsUsedKernelsDoWithoutFma() throws IOException {
        FakeSdk sdk = FakeSdk.in(folder);
        assertFalse(options(sdk).contains("-Dtornado.enable.fma=False"));
        assertTrue(options(sdk, Map.of("RUSTICL_ENABLE", "llvmpipe")).contains("-Dtornado.enable.fma=False"));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "800000000,2", "819200000,2", "1073741824,3", "4294967296,6", "85899345920,101"})
    void aQuarterAndAGibibyteMoreThanPlannedInWholeGibibytes(long planned, long gibibytes) {
        assertEquals(gibibytes * GIB, JvmOptions.limit(planned));
    }

    @Test
    void whatIsWrittenAsAnArgumentFileIsReadAgainAsItWas() {
        List<String> words = List.of("-cp", "a b.jar:c#d.jar", "-Dx=\"y\"", "C:\\lib", "--module-path", "", "'");
        assertEquals(words, ArgFile.words(ArgFile.text(words)));
    }

    @Test
    void argumentFilesHaveQuotesCommentsAndSeveralWordsALine() {
        assertEquals(
                List.of("-a", "b c", "d", "e f g", "h\\i"),
                ArgFile.words("# all\n-a \"b c\"\td # rest\n\n'e f'\" g\"\n h\\i"));
    }

    private static List<String> options(FakeSdk fake) throws IOException {
        return options(fake, Map.of());
    }

    private static List<String> options(FakeSdk fake, Map<String, String> environment) throws IOException {
        Sdk sdk = new Sdk(fake.home(), "5.2.0-jdk25", List.of("opencl"));
        return JvmOptions.of(sdk, 25, 3 * GIB, List.of("a.jar", "b c.jar"), environment);
    }
}
